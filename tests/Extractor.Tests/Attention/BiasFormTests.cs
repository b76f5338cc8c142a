using AttentionViz.Extractor.Tests.Zoo;

namespace AttentionViz.Extractor.Tests.Attention;

/// <summary>Relative positions that are products themselves: the score must not be mistaken for them.</summary>
public sealed class BiasFormTests
{
    private const int Length = 5;

    /// <summary>DeBERTa: queries against keys of positions, and keys against queries of positions, gathered and added.</summary>
    [Fact]
    public void Run_DisentangledAttention_TakesContentToContent()
    {
        var p = Fixed();
        var g = p.Graph;
        var (q, k) = (p.Split("q"), p.Split("k"));
        // 2 * Length rows of relative positions, projected like tokens: [1, H, 2L, d].
        string Positions(string name) => p.Split(g.Node("Unsqueeze", [g.Node("MatMul", [g.Weight("relative", 2 * Length, 12), g.Weight(name, 12, 8)]), g.Ints(0)]), 2);
        var index = Index((i, j) => Math.Clamp(i - j + Length, 0, (2 * Length) - 1));
        string Gathered(string product)
        {
            var heads = g.Node("Expand", [g.Node("Reshape", [g.Ints(index), g.Ints(1, 1, Length, Length)]), g.Node("Concat", [g.Node("Slice", [g.Node("Shape", [product]), g.Ints(0), g.Ints(2)]), g.Ints(Length, Length)], ("axis", 0))]);
            return g.Node("GatherElements", [product, heads], ("axis", -1));
        }

        var contentToPosition = Gathered(p.Score(q, Positions("pk")));
        var positionToContent = p.Transpose(Gathered(p.Score(k, Positions("pq"))), 0, 1, 3, 2);
        var scale = MathF.Sqrt(12);
        var scores = p.Score(q, g.Node("Div", [k, g.Real(scale)]));
        var bias = g.Node("Add", [g.Node("Div", [contentToPosition, g.Real(scale)]), g.Node("Div", [positionToContent, g.Real(scale)])]);
        p.Finish(p.Softmax(g.Node("Add", [scores, bias])));

        var layer = PatternCheck.Run(p, scale: 1 / scale);

        Assert.True(layer.HasBias);
    }

    /// <summary>Transformer-XL and XLNet: (q + u).k + shift((q + v).r), both scaled afterwards.</summary>
    [Fact]
    public void Run_RelativeShift_TakesContentWithItsBias()
    {
        var p = Fixed();
        var g = p.Graph;
        string Plus(string name) => p.Transpose(g.Node("Add", [g.Node("Reshape", [p.Flat("q"), g.Ints(0, 0, 2, 4)]), g.Weight(name, 2, 4)]), 0, 2, 1, 3);
        var relative = p.Split(g.Node("Unsqueeze", [g.Node("MatMul", [g.Weight("relative", Length + 1, 12), g.Weight("r", 12, 8)]), g.Ints(0)]), 2);
        var shifted = p.Score(Plus("v_bias"), relative);
        shifted = g.Node("Reshape", [shifted, g.Ints(-1, 2, Length + 1, Length)]);
        shifted = g.Node("Slice", [shifted, g.Ints(1), g.Ints(Length + 1), g.Ints(2)]);
        shifted = g.Node("Reshape", [shifted, g.Ints(-1, 2, Length, Length)]);
        var scores = g.Node("Add", [p.Score(Plus("u_bias"), p.Split("k")), shifted]);
        p.Finish(p.Softmax(g.Node("Mul", [scores, g.Real(0.5f)])));
        var u = g.Values("u_bias", 2, 4);

        Assert.True(PatternCheck.Run(p, (x, h) => [.. x.Select((v, i) => v + u[(h * 4) + (i % 4)])]).HasBias);
    }

    /// <summary>ALiBi as Bloom has it: baddbmm(alibi, q, k), [B*H, 1, L] added with beta beside alpha.</summary>
    [Fact]
    public void Run_SlopesInMergedHeads_AreTold()
    {
        var p = Fixed();
        var g = p.Graph;
        string Merged(string name) => g.Node("Reshape", [p.Split(name), g.Ints(-1, Length, 4)]);
        var slopes = Enumerable.Range(0, 2 * Length).Select(i => 0.25f * (1 + (i / Length)) * (i % Length)).ToArray();
        var alibi = g.Node("Expand", [g.Floats(slopes, 1, 2, Length), g.Node("Concat", [g.Node("Slice", [g.Node("Shape", [p.Hidden]), g.Ints(0), g.Ints(1)]), g.Ints(2, Length)], ("axis", 0))]);
        var bias = g.Node("Mul", [g.Node("Reshape", [alibi, g.Ints(-1, 1, Length)]), g.Real(1)]);
        var product = g.Node("Mul", [g.Node("MatMul", [Merged("q"), p.Transpose(Merged("k"), 0, 2, 1)]), g.Real(0.5f)]);
        var logits = g.Node("Reshape", [g.Node("Add", [bias, product]), g.Ints(-1, 2, Length, Length)]);
        var weights = g.Node("Reshape", [p.Softmax(MaskGraph.Add(g, MaskKind.Where, logits, p.Hidden)), g.Ints(-1, Length, Length)]);
        var context = g.Node("Reshape", [g.Node("MatMul", [weights, Merged("v")]), g.Ints(-1, 2, Length, 4)]);
        p.End(g.Node("Reshape", [p.Transpose(context, 0, 2, 1, 3), g.Ints(0, 0, 8)]));

        var layer = PatternCheck.Run(p);

        Assert.Equal((true, true), (layer.Causal, layer.HasBias));
    }

    /// <summary>A sink written out, as in gpt-oss: one more column of logits, cut off behind the softmax.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Run_SinkAsOneMoreColumn_IsProvedAndTold(bool first)
    {
        var p = Fixed();
        var g = p.Graph;
        var logits = MaskGraph.Add(g, MaskKind.Add, g.Node("Mul", [p.Score(p.Split("q"), p.Split("k")), g.Real(0.5f)]), p.Hidden);
        var shape = g.Node("Concat", [g.Node("Slice", [g.Node("Shape", [p.Hidden]), g.Ints(0), g.Ints(1)]), g.Ints(2, Length, 1)], ("axis", 0));
        var sinks = g.Node("Expand", [g.Node("Reshape", [g.Floats([0.7f, -0.4f], 2), g.Ints(1, -1, 1, 1)]), shape]);
        string[] parts = first ? [sinks, logits] : [logits, sinks];
        var weights = p.Softmax(g.Node("Concat", parts, ("axis", -1)));
        var (from, to) = first ? (1L, long.MaxValue) : (0L, -1L);
        p.Finish(g.Node("Slice", [weights, g.Ints(from), g.Ints(to), g.Ints(-1)]));

        var layer = PatternCheck.Run(p);

        Assert.Equal((true, true, false), (layer.Causal, layer.HasSink, layer.HasBias));
    }

    private static Projections Fixed() => new(new GraphBuilder(), idsShape: ["batch", Length]);

    private static long[] Index(Func<int, int, int> at) =>
        [.. from i in Enumerable.Range(0, Length) from j in Enumerable.Range(0, Length) select (long)at(i, j)];
}
