using AttentionViz.Extractor.Running;
using AttentionViz.Extractor.Tests.Zoo;

namespace AttentionViz.Extractor.Tests.Attention;

/// <summary>Logits that hold more than queries and keys: proved with the bias, and told.</summary>
public sealed class PositionBiasTests
{
    /// <summary>A table of relative distances looked up into [1, H, L, L], no scale: T5.</summary>
    [Fact]
    public void Run_RelativeTable_IsTold()
    {
        var p = new Projections(new GraphBuilder());
        var g = p.Graph;
        var range = Range(p);
        var distance = g.Node("Sub", [g.Node("Unsqueeze", [range, g.Ints(0)]), g.Node("Unsqueeze", [range, g.Ints(1)])]);
        var bucket = g.Node("Clip", [g.Node("Add", [distance, g.IntScalar(8)]), g.IntScalar(0), g.IntScalar(15)]);
        var bias = g.Node("Unsqueeze", [p.Transpose(g.Node("Gather", [g.Weight("buckets", 16, 2), bucket]), 2, 0, 1), g.Ints(0)]);
        p.Finish(p.Softmax(g.Node("Add", [p.Score(p.Split("q"), p.Split("k")), bias])));

        Told(PatternCheck.Run(p, scale: 1), p);
    }

    /// <summary>A slope per head times the distance, beside a causal mask: ALiBi.</summary>
    [Fact]
    public void Run_SlopesOverDistance_AreTold()
    {
        var p = new Projections(new GraphBuilder());
        var g = p.Graph;
        var range = g.Node("Cast", [Range(p)], ("to", GraphBuilder.Float));
        var bias = g.Node("Mul", [g.Floats([0.5f, 0.25f], 2, 1, 1), g.Node("Unsqueeze", [range, g.Ints(0, 1)])]);
        var logits = g.Node("Add", [bias, g.Node("Mul", [p.Score(p.Split("q"), p.Split("k")), g.Real(0.5f)])]);
        p.Finish(p.Softmax(MaskGraph.Add(g, MaskKind.Where, logits, p.Hidden)));

        var layer = PatternCheck.Run(p);

        Assert.True(layer.Causal);
        Told(layer, p);
    }

    [Fact]
    public void Load_MasksAlone_AreNoBias()
    {
        var p = new Projections(new GraphBuilder());
        var logits = p.Graph.Node("Mul", [p.Score(p.Split("q"), p.Split("k")), p.Graph.Real(0.5f)]);
        p.Finish(p.Softmax(MaskGraph.Add(p.Graph, MaskKind.Add, logits, p.Hidden)));

        Assert.False(PatternCheck.Run(p).HasBias);
    }

    [Fact]
    public void Run_BiasOfMultiHeadAttention_IsTold()
    {
        var p = new Projections(new GraphBuilder());
        var bias = p.Graph.Node("Unsqueeze", [p.Graph.Node("Gather", [p.Graph.Weight("bias", 31, 1), "input_ids"]), p.Graph.Ints(1)]);
        var wide = p.Graph.Node("Add", [p.Transpose(bias, 0, 1, 3, 2), p.Graph.Node("Mul", [bias, p.Graph.Weight("heads", 1, 2, 1, 1)])]);
        p.End(p.Graph.Node("com.microsoft", "MultiHeadAttention", [p.Flat("q"), p.Flat("k"), p.Flat("v"), "", "", wide], ("num_heads", 2)));

        Told(PatternCheck.Run(p), p);
    }

    /// <summary>Windows of 4 positions, a table of biases, and a shift mask of -100 between them: Swin.</summary>
    [Fact]
    public void Load_ShiftedWindows_AreProvedAndTold()
    {
        using var folder = new TemporaryFolder();
        var p = new Projections(new GraphBuilder(), idsShape: ["batch", 8]);
        var g = p.Graph;
        string Windows(string name) => p.Split(g.Node("Reshape", [p.Flat(name), g.Ints(-1, 4, 8)]), 2);
        var logits = g.Node("Mul", [p.Score(Windows("q"), Windows("k")), g.Real(0.5f)]);
        logits = g.Node("Add", [logits, g.Weight("window_bias", 1, 2, 4, 4)]);
        var shift = Enumerable.Range(0, 32).Select(i => i >= 16 && i % 4 < 2 != (i / 4 % 4 < 2) ? -100f : 0f).ToArray();
        logits = g.Node("Add", [g.Node("Reshape", [logits, g.Ints(-1, 2, 2, 4, 4)]), g.Floats(shift, 1, 2, 1, 4, 4)]);
        var weights = p.Softmax(g.Node("Reshape", [logits, g.Ints(-1, 2, 4, 4)]));
        p.Finish(weights, Windows("v")).Save(folder.Path);

        using var model = TestModel.Load(folder.Path);

        var layer = Assert.Single(model.Descriptor.Layers);
        Assert.Equal((2, 4, true), (layer.Heads, layer.HeadWidth, layer.HasBias));
        Assert.True(layer.VerifiedError < 1e-4, $"{layer.VerifiedError}");
        Assert.Contains(model.Descriptor.Notes, note => note.Contains("2 windows", StringComparison.Ordinal));
    }

    private static void Told(AttentionLayer layer, Projections p)
    {
        Assert.True(layer.HasBias);
        Assert.Contains("position bias", layer.Pattern, StringComparison.Ordinal);
        using var folder = new TemporaryFolder();
        using var model = TestModel.Load(p.Graph.Save(folder.Path));
        Assert.Contains("position bias; maps show q.k only", Assert.Single(model.Descriptor.Notes), StringComparison.Ordinal);
    }

    private static string Range(Projections p)
    {
        var length = p.Graph.Node("Gather", [p.Graph.Node("Shape", [p.Hidden]), p.Graph.IntScalar(1)]);
        return p.Graph.Node("Range", [p.Graph.IntScalar(0), length, p.Graph.IntScalar(1)]);
    }
}
