using AttentionViz.Extractor.Tests.Zoo;

namespace AttentionViz.Extractor.Tests.Attention;

/// <summary>Integers where floats were: vectors are what the product of queries and keys really multiplies.</summary>
public sealed class QuantizedTests
{
    private const double Step = 1 / 16.0;

    /// <summary>Projections by MatMulInteger: queries and keys are floats again, off the float model by the rounding of weights.</summary>
    [Fact]
    public void Run_DynamicProjections_AreCloseToTheFloatModel()
    {
        var p = new Projections(new GraphBuilder());
        var p8 = new QuantizedGraph(p);
        string Split(string name) => p.Split(p8.Project(name), 2);
        var weights = p.Softmax(p.Graph.Node("Mul", [p.Score(Split("q"), Split("k")), p.Graph.Real(0.5f)]));
        p.Finish(weights, Split("v"));

        PatternCheck.Run(p, tolerance: 0.1);
    }

    /// <summary>The score itself of integers, quantized as the numbers come.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Run_DynamicScore_GivesDequantizedVectors(bool scalesOneByOne)
    {
        var p = new Projections(new GraphBuilder());
        var p8 = new QuantizedGraph(p);
        var logits = p8.DynamicScore(p.Split("q"), p.Split("k"), scalesOneByOne);
        p.Finish(p.Softmax(p.Graph.Node("Div", [logits, p.Graph.Real(2)])));

        var layer = PatternCheck.Run(p, tolerance: 0.05);

        Assert.StartsWith("MatMulInteger > Div scale > Softmax", layer.Pattern, StringComparison.Ordinal);
    }

    /// <summary>The product that multiplies its scales back in itself.</summary>
    [Fact]
    public void Run_IntegerToFloatScore_GivesDequantizedVectors()
    {
        var p = new Projections(new GraphBuilder());
        var logits = new QuantizedGraph(p).IntegerToFloatScore(p.Split("q"), p.Split("k"));
        p.Finish(p.Softmax(p.Graph.Node("Mul", [logits, p.Graph.Real(0.5f)])));

        PatternCheck.Run(p, tolerance: 0.05);
    }

    [Fact]
    public void Run_DynamicScoreAndContext_GivesDequantizedVectors()
    {
        var p = new Projections(new GraphBuilder());
        var p8 = new QuantizedGraph(p);
        var weights = p.Softmax(p8.DynamicScore(p.Split("q"), p.Split("k"), scalesOneByOne: false));
        p.End(p.Graph.Node("Reshape", [p.Transpose(p8.DynamicProduct(weights, p.Split("v")), 0, 2, 1, 3), p.Graph.Ints(0, 0, 8)]));

        PatternCheck.Run(p, scale: 1, tolerance: 0.05);
    }

    /// <summary>QuantizeLinear and DequantizeLinear around the score, and around its result: the reference rounds likewise.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Run_QuantizeDequantizePairs_GiveRoundedVectors(bool result)
    {
        var p = new Projections(new GraphBuilder());
        var g = p.Graph;
        string Pair(string x) => QuantizedGraph.Pair(g, x, (float)Step, GraphBuilder.Int8, 3);
        var logits = p.Score(Pair(p.Split("q")), Pair(p.Split("k")));
        p.Finish(p.Softmax(g.Node("Mul", [result ? Pair(logits) : logits, g.Real(0.5f)])));

        PatternCheck.Run(p, Rounded, Rounded);
    }

    [Fact]
    public void Run_LinearQuantizedScore_GivesRoundedVectors()
    {
        var p = new Projections(new GraphBuilder());
        var logits = new QuantizedGraph(p).LinearScore(p.Split("q"), p.Split("k"), (float)Step);
        p.Finish(p.Softmax(p.Graph.Node("Mul", [logits, p.Graph.Real(0.5f)])));

        PatternCheck.Run(p, Rounded, Rounded);
    }

    [Fact]
    public void Run_WeightsInFourBits_AreProved()
    {
        var p = new Projections(new GraphBuilder());
        var p4 = new QuantizedGraph(p);
        string Split(string name) => p.Split(p4.FourBits(name), 2);
        p.Finish(p.Softmax(p.Graph.Node("Mul", [p.Score(Split("q"), Split("k")), p.Graph.Real(0.5f)])));

        PatternCheck.Run(p, tolerance: 0.8);
    }

    [Fact]
    public void Run_QAttention_IsProved()
    {
        var p = new Projections(new GraphBuilder());
        p.End(new QuantizedGraph(p).QAttention());

        Assert.True(PatternCheck.Run(p, tolerance: 0.1, proof: 1e-3).Causal);
    }

    private static double[] Rounded(double[] x, int head) => [.. x.Select(v => Math.Round(v / Step) * Step)];
}
