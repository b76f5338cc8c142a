using AttentionViz.Extractor.Tests.Zoo;

namespace AttentionViz.Extractor.Tests.Attention;

/// <summary>Rotation by an operator of its own, before attention in any form: vectors are taken after it.</summary>
public sealed class RotaryOperatorTests
{
    [Theory]
    [InlineData(false, 8)]
    [InlineData(true, 8)]
    [InlineData(false, 4)]
    public void Run_StandardRotaryEmbedding_IsUndergone(bool interleaved, int rotated)
    {
        var p = new Projections(new GraphBuilder(23), headWidth: 8);
        var g = p.Graph;
        var (cos, sin) = RotaryTables.Add(g, rotated);
        var positions = g.Input("position_ids", GraphBuilder.Int64, "batch", "sequence");
        string Rotated(string name) => g.Node(
            "RotaryEmbedding",
            [p.Split(name), cos, sin, positions],
            ("interleaved", interleaved ? 1 : 0),
            ("rotary_embedding_dim", rotated == 8 ? 0 : rotated));
        p.Finish(p.Softmax(g.Node("Mul", [p.Score(Rotated("q"), Rotated("k")), g.Real(0.3f)])));
        double[] Rotate(double[] x, int head) => RotaryTables.Rotate(x, 8, rotated, interleaved);

        var layer = PatternCheck.Run(p, Rotate, Rotate, scale: 0.3);

        Assert.Contains("Q: rotary", layer.Pattern, StringComparison.Ordinal);
    }

    /// <summary>The flat form, [B, L, H*d], with the heads split afterwards.</summary>
    [Fact]
    public void Run_MicrosoftRotaryEmbedding_IsUndergone()
    {
        var p = new Projections(new GraphBuilder(), headWidth: 8);
        var g = p.Graph;
        var (cos, sin) = RotaryTables.Add(g, 8);
        string Rotated(string name) => p.Split(g.Node("com.microsoft", "RotaryEmbedding", [p.Flat(name), g.Ints(0), cos, sin]), 2);
        p.Finish(p.Softmax(g.Node("Div", [p.Score(Rotated("q"), Rotated("k")), g.Real(4)])));
        double[] Rotate(double[] x, int head) => RotaryTables.Rotate(x, 8, 8, interleaved: false);

        PatternCheck.Run(p, Rotate, Rotate, scale: 0.25);
    }

    [Fact]
    public void Run_StandardAttentionOfRotatedVectors_IsProved()
    {
        var p = new Projections(new GraphBuilder(23), heads: 4, keyHeads: 2, headWidth: 8);
        var g = p.Graph;
        var (cos, sin) = RotaryTables.Add(g, 8);
        var positions = g.Input("position_ids", GraphBuilder.Int64, "batch", "sequence");
        string Rotated(string name) => g.Node("RotaryEmbedding", [p.Split(name), cos, sin, positions]);
        var context = g.Node("Attention", [Rotated("q"), Rotated("k"), p.Split("v")], ("is_causal", 1));
        p.End(g.Node("Reshape", [p.Transpose(context, 0, 2, 1, 3), g.Ints(0, 0, 32)]));
        double[] Rotate(double[] x, int head) => RotaryTables.Rotate(x, 8, 8, interleaved: false);

        Assert.True(PatternCheck.Run(p, Rotate, Rotate).Causal);
    }
}
