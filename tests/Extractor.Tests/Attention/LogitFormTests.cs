using AttentionViz.Extractor.Tests.Zoo;

namespace AttentionViz.Extractor.Tests.Attention;

/// <summary>Less usual ways from vectors to weights.</summary>
public sealed class LogitFormTests
{
    [Fact]
    public void Run_SoftCap_IsProvedAndTold()
    {
        var p = new Projections(new GraphBuilder());
        var g = p.Graph;
        var logits = g.Node("Mul", [p.Score(p.Split("q"), p.Split("k")), g.Real(0.5f)]);
        var capped = g.Node("Mul", [g.Node("Tanh", [g.Node("Div", [logits, g.Real(1.5f)])]), g.Real(1.5f)]);
        p.Finish(p.Softmax(MaskGraph.Add(g, MaskKind.Add, capped, p.Hidden)));

        var layer = PatternCheck.Run(p);

        Assert.Equal(1.5, layer.LogitCap!.Value, 1e-6);
        Assert.True(layer.Causal);
    }

    /// <summary>A learned factor for each head goes to its queries.</summary>
    [Fact]
    public void Run_TemperaturePerHead_ScalesQueries()
    {
        var p = new Projections(new GraphBuilder());
        var g = p.Graph;
        var temperature = g.Node("Exp", [g.Node("Clip", [g.Floats([0.3f, 1.1f], 2, 1, 1), "", g.Real(4)])]);
        p.Finish(p.Softmax(g.Node("Mul", [p.Score(p.Split("q"), p.Split("k")), temperature])));

        PatternCheck.Run(p, (x, h) => [.. x.Select(v => v * Math.Exp(h == 0 ? 0.3 : 1.1))], scale: 1);
    }

    /// <summary>A learned factor for each head on its queries, before the product.</summary>
    [Fact]
    public void Run_QueriesScaledPerHead_AreTakenScaled()
    {
        var p = new Projections(new GraphBuilder());
        var g = p.Graph;
        p.Finish(p.Softmax(p.Score(g.Node("Mul", [p.Split("q"), g.Floats([0.3f, 1.7f], 1, 2, 1, 1)]), p.Split("k"))));

        PatternCheck.Run(p, (x, h) => [.. x.Select(v => v * (h == 0 ? 0.3f : 1.7f))], scale: 1);
    }

    /// <summary>The temperature on logits that lie as [.., keys, queries].</summary>
    [Fact]
    public void Run_TemperatureOfTurnedLogits_ScalesQueries()
    {
        var p = new Projections(new GraphBuilder());
        var g = p.Graph;
        var logits = g.Node("Mul", [p.Score(p.Split("k"), p.Split("q")), g.Floats([0.3f, 1.7f], 2, 1, 1)]);
        p.Finish(p.Transpose(g.Node("Softmax", [logits], ("axis", -2)), 0, 1, 3, 2));

        PatternCheck.Run(p, (x, h) => [.. x.Select(v => v * (h == 0 ? 0.3f : 1.7f))], scale: 1);
    }

    /// <summary>All three at once: cosine attention with a temperature per head and a table of biases, as Swin v2 has it.</summary>
    [Fact]
    public void Run_CosineTemperatureAndBias_AreProved()
    {
        var p = new Projections(new GraphBuilder(18), idsShape: ["batch", 5]);
        var g = p.Graph;
        string Unit(string x) => g.Node("Div", [x, g.Node("Max", [g.Node("ReduceL2", [x, g.Ints(-1)], ("keepdims", 1)), g.Real(1e-6f)])]);
        var cosines = p.Score(Unit(p.Split("q")), Unit(p.Split("k")));
        var logits = g.Node("Mul", [cosines, g.Node("Exp", [g.Node("Min", [g.Floats([1f, 2f], 2, 1, 1), g.Real(4.6f)])])]);
        p.Finish(p.Softmax(g.Node("Add", [logits, g.Weight("table", 1, 2, 5, 5)])));

        var layer = PatternCheck.Run(p, (x, h) => [.. Normal(x, h).Select(v => v * Math.Exp(h + 1))], Normal, scale: 1);

        Assert.True(layer.HasBias);
    }

    /// <summary>Queries and keys of length one before the product, as in Swin v2 and many since.</summary>
    [Fact]
    public void Run_NormalisedQueriesAndKeys_AreTakenAfterIt()
    {
        var p = new Projections(new GraphBuilder(18));
        var g = p.Graph;
        string Unit(string x) => g.Node("Div", [x, g.Node("ReduceL2", [x, g.Ints(-1)], ("keepdims", 1))]);
        p.Finish(p.Softmax(g.Node("Mul", [p.Score(Unit(p.Split("q")), Unit(p.Split("k"))), g.Real(10)])));

        PatternCheck.Run(p, Normal, Normal, scale: 10);
    }

    [Theory]
    [InlineData(11)]
    [InlineData(17)]
    public void Run_LogSoftmaxThenExp_IsASoftmax(int opset)
    {
        var p = new Projections(new GraphBuilder(opset));
        var g = p.Graph;
        var logits = g.Node("Mul", [p.Score(p.Split("q"), p.Split("k")), g.Real(0.5f)]);
        p.Finish(g.Node("Exp", [g.Node("LogSoftmax", [logits], ("axis", 3))]));

        PatternCheck.Run(p);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Run_SoftmaxWrittenOut_IsASoftmax(bool shifted)
    {
        var p = new Projections(new GraphBuilder());
        var g = p.Graph;
        var logits = g.Node("Mul", [p.Score(p.Split("q"), p.Split("k")), g.Real(0.5f)]);
        var x = shifted ? g.Node("Sub", [logits, g.Node("ReduceMax", [logits], ("axes", new long[] { -1 }))]) : logits;
        var exp = g.Node("Exp", [x]);
        p.Finish(g.Node("Div", [exp, g.Node("ReduceSum", [exp, g.Ints(3)])]));

        Assert.Contains("Exp > ReduceSum > Div", PatternCheck.Run(p).Pattern, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Run_ExponentialTimesOneOverTheSum_IsASoftmax(bool sumFirst)
    {
        var p = new Projections(new GraphBuilder());
        var g = p.Graph;
        var exp = g.Node("Exp", [g.Node("Mul", [p.Score(p.Split("q"), p.Split("k")), g.Real(0.5f)])]);
        var inverse = g.Node("Reciprocal", [g.Node("ReduceSum", [exp, g.Ints(-1)])]);
        p.Finish(g.Node("Mul", sumFirst ? [inverse, exp] : [exp, inverse]));

        Assert.Contains("Reciprocal", PatternCheck.Run(p).Pattern, StringComparison.Ordinal);
    }

    /// <summary>OPT bounds its masked logits by the lowest number there is.</summary>
    [Fact]
    public void Run_LogitsKeptAboveABound_AreProved()
    {
        var p = new Projections(new GraphBuilder());
        var g = p.Graph;
        var masked = MaskGraph.Add(g, MaskKind.Add, g.Node("Mul", [p.Score(p.Split("q"), p.Split("k")), g.Real(0.5f)]), p.Hidden);
        p.Finish(p.Softmax(g.Node("Max", [masked, g.Real(-3e38f)])));

        Assert.True(PatternCheck.Run(p).Causal);
    }

    /// <summary>Before opset 13 a softmax flattened all axes from its own on; for the last axis that is the same.</summary>
    [Theory]
    [InlineData(9)]
    [InlineData(11)]
    [InlineData(12)]
    public void Run_OldSoftmaxOverTheLastAxis_IsProved(int opset)
    {
        var p = new Projections(new GraphBuilder(opset));
        var g = p.Graph;
        var logits = g.Node("Mul", [p.Score(p.Split("q"), p.Split("k")), g.Real(0.5f)]);
        p.Finish(g.Node("Softmax", [logits], ("axis", 3)));

        PatternCheck.Run(p);
    }

    [Fact]
    public void Load_OldSoftmaxOverSeveralAxes_IsRefused()
    {
        using var folder = new TemporaryFolder();
        var p = new Projections(new GraphBuilder(11));
        p.Finish(p.Graph.Node("Softmax", [p.Score(p.Split("q"), p.Split("k"))])).Save(folder.Path);

        Assert.Contains("axis 1 of 4", TestModel.Fault(folder.Path).Message, StringComparison.Ordinal);
    }

    private static double[] Normal(double[] x, int head) =>
        [.. x.Chunk(4).SelectMany(row => row.Select(v => v / Math.Sqrt(row.Sum(w => w * w))))];
}
