using AttentionViz.Extractor.Tests.Zoo;

namespace AttentionViz.Extractor.Tests.Attention;

/// <summary>Logits that do not lie as [.., queries, keys].</summary>
public sealed class TurnedLogitTests
{
    /// <summary>Keys times queries, [B, H, keys, queries], turned before the mask and the softmax.</summary>
    [Fact]
    public void Run_KeysTimesQueries_IsProved()
    {
        var p = new Projections(new GraphBuilder());
        var g = p.Graph;
        var turned = g.Node("Div", [p.Score(p.Split("k"), p.Split("q")), g.Real(2)]);
        p.Finish(p.Softmax(MaskGraph.Add(g, MaskKind.Add, p.Transpose(turned, 0, 1, 3, 2), p.Hidden)));

        Assert.True(PatternCheck.Run(p).Causal);
    }

    /// <summary>The same with the softmax down the columns, turned behind it.</summary>
    [Theory]
    [InlineData(-2)]
    [InlineData(2)]
    public void Run_SoftmaxDownTheColumns_IsProved(int axis)
    {
        var p = new Projections(new GraphBuilder());
        var g = p.Graph;
        var turned = g.Node("Add", [g.Node("Div", [p.Score(p.Split("k"), p.Split("q")), g.Real(2)]), Causal(p)]);
        p.Finish(p.Transpose(g.Node("Softmax", [turned], ("axis", axis)), 0, 1, 3, 2));

        Assert.True(PatternCheck.Run(p).Causal);
    }

    /// <summary>Values times weights, all of it turned: [B, H, d, keys] x [B, H, keys, queries].</summary>
    [Fact]
    public void Run_ValuesTimesWeights_IsProved()
    {
        var p = new Projections(new GraphBuilder());
        var g = p.Graph;
        var turned = g.Node("Div", [p.Score(p.Split("k"), p.Split("q")), g.Real(2)]);
        var weights = g.Node("Softmax", [turned], ("axis", -2));
        var context = g.Node("MatMul", [p.Transpose(p.Split("v"), 0, 1, 3, 2), weights]);
        p.End(g.Node("Reshape", [p.Transpose(context, 0, 3, 1, 2), g.Ints(0, 0, 8)]));

        PatternCheck.Run(p);
    }

    /// <summary>A softmax that knows only its last axis, between two transposes that bring the keys there.</summary>
    [Fact]
    public void Run_TransposesAroundTheSoftmax_IsProved()
    {
        var p = new Projections(new GraphBuilder());
        var g = p.Graph;
        var turned = g.Node("Div", [p.Score(p.Split("k"), p.Split("q")), g.Real(2)]);
        var weights = p.Transpose(p.Softmax(p.Transpose(turned, 0, 1, 3, 2)), 0, 1, 3, 2);
        var context = g.Node("MatMul", [p.Transpose(p.Split("v"), 0, 1, 3, 2), weights]);
        p.End(g.Node("Reshape", [p.Transpose(context, 0, 3, 1, 2), g.Ints(0, 0, 8)]));

        PatternCheck.Run(p);
    }

    /// <summary>Heads anywhere among the axes, and the keys too: einsum in letterings of several projects.</summary>
    [Theory]
    [InlineData("bqhd,bkhd->bhqk", "bhqk,bkhd->bqhd", -1)]
    [InlineData("bqhd,bkhd->bqhk", "bqhk,bkhd->bqhd", -1)]
    [InlineData("bqhd,bkhd->bqhk", "bqhk,bkhd->bqhd", 3)]
    [InlineData("bqhd,bkhd->bqkh", "bqkh,bkhd->bqhd", 2)]
    [InlineData("bqhd,bkhd->bhkq", "bhkq,bkhd->bqhd", 2)]
    [InlineData("bqhd,bkhd->hbqk", "hbqk,bkhd->bqhd", -1)]
    [InlineData("bqhd,bkhd->qkbh", "qkbh,bkhd->bqhd", 1)]
    [InlineData("bkhd,bqhd->bkqh", "bkhd,bkqh->bqhd", 1)]
    [InlineData("...qhd,...khd->...hqk", "...hqk,...khd->...qhd", -1)]
    [InlineData("BTNH,BSNH->BNTS", "BNTS,BSNH->BTNH", -1)]
    public void Run_EinsumInAnyLettering_IsProved(string score, string sum, int axis)
    {
        var p = new Projections(new GraphBuilder());
        var g = p.Graph;
        string Heads(string name) => g.Node("Reshape", [p.Flat(name), g.Ints(0, 0, 2, 4)]);
        var keysFirst = score.StartsWith("bk", StringComparison.Ordinal);
        string[] operands = keysFirst ? [Heads("k"), Heads("q")] : [Heads("q"), Heads("k")];
        var logits = g.Node("Mul", [g.Node("Einsum", operands, ("equation", score)), g.Real(0.5f)]);
        var weights = g.Node("Softmax", [logits], ("axis", axis));
        string[] mixed = sum.StartsWith("bkhd", StringComparison.Ordinal) ? [Heads("v"), weights] : [weights, Heads("v")];
        p.End(g.Node("Reshape", [g.Node("Einsum", mixed, ("equation", sum)), g.Ints(0, 0, 8)]));

        PatternCheck.Run(p);
    }

    /// <summary>A mask in the axes of the logits, heads last: [1, queries, keys, 1].</summary>
    [Fact]
    public void Run_MaskOfTurnedLogits_IsProved()
    {
        var p = new Projections(new GraphBuilder());
        var g = p.Graph;
        string Heads(string name) => g.Node("Reshape", [p.Flat(name), g.Ints(0, 0, 2, 4)]);
        var logits = g.Node("Mul", [g.Node("Einsum", [Heads("q"), Heads("k")], ("equation", "bqhd,bkhd->bqkh")), g.Real(0.5f)]);
        var mask = g.Node("Unsqueeze", [p.Transpose(Causal(p), 1, 0), g.Ints(0, 3)]);
        var weights = g.Node("Softmax", [g.Node("Add", [logits, mask])], ("axis", 2));
        p.End(g.Node("Reshape", [g.Node("Einsum", [weights, Heads("v")], ("equation", "bqkh,bkhd->bqhd")), g.Ints(0, 0, 8)]));

        Assert.True(PatternCheck.Run(p).Causal);
    }

    /// <summary>[keys, queries], low where the key is later than the query.</summary>
    private static string Causal(Projections p)
    {
        var g = p.Graph;
        var length = g.Node("Gather", [g.Node("Shape", [p.Hidden]), g.IntScalar(1)]);
        var range = g.Node("Range", [g.IntScalar(0), length, g.IntScalar(1)]);
        var later = g.Node("Greater", [g.Node("Unsqueeze", [range, g.Ints(1)]), g.Node("Unsqueeze", [range, g.Ints(0)])]);
        return g.Node("Where", [later, g.Real(-10000), g.Real(0)]);
    }
}
