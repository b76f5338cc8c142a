using AttentionViz.Extractor.Running;
using AttentionViz.Extractor.Tests.Zoo;

namespace AttentionViz.Extractor.Tests.Attention;

/// <summary>com.microsoft MultiHeadAttention in the forms of its schema.</summary>
public sealed class MultiHeadTests
{
    private const int Heads = 2, HeadWidth = 4, Width = Heads * HeadWidth;

    /// <summary>[B, L, H, 3, d]; the schema allows a bias beside it.</summary>
    [Theory]
    [InlineData(false, 17)]
    [InlineData(true, 17)]
    [InlineData(false, 11)]
    [InlineData(true, 11)]
    public void Run_PackedQueriesKeysAndValues_GivesVectorsOfTheWeights(bool bias, int opset)
    {
        var p = new Projections(new GraphBuilder(opset));
        string[] inputs = [Pack(p, "q", "k", "v"), .. bias ? ["", "", p.Graph.Weight("bias", 3 * Width)] : Array.Empty<string>()];
        p.End(p.Graph.Node("com.microsoft", "MultiHeadAttention", inputs, ("num_heads", Heads)));

        var layer = bias ? Biased(p) : PatternCheck.Run(p);

        Assert.Contains("MultiHeadAttention (packed)", layer.Pattern, StringComparison.Ordinal);
    }

    /// <summary>[B, L, H, 2, d] beside queries of their own.</summary>
    [Fact]
    public void Run_PackedKeysAndValues_GivesVectorsOfTheWeights()
    {
        var p = new Projections(new GraphBuilder());
        p.End(p.Graph.Node("com.microsoft", "MultiHeadAttention", [p.Flat("q"), Pack(p, "k", "v")], ("num_heads", Heads)));

        PatternCheck.Run(p);
    }

    [Theory]
    [InlineData(17)]
    [InlineData(11)]
    public void Run_Bias_IsPartOfTheVectors(int opset)
    {
        var p = new Projections(new GraphBuilder(opset));
        p.End(p.Graph.Node("com.microsoft", "MultiHeadAttention", [p.Flat("q"), p.Flat("k"), p.Flat("v"), p.Graph.Weight("bias", 3 * Width)], ("num_heads", Heads)));

        Biased(p);
    }

    /// <summary>Values may be wider than keys, and so their part of the bias.</summary>
    [Fact]
    public void Run_ValuesOfAnotherWidth_AreTakenWithTheirPartOfTheBias()
    {
        var p = new Projections(new GraphBuilder());
        var g = p.Graph;
        var wide = g.Node("MatMul", [p.Hidden, g.Weight("wide", 12, 2 * Width)]);
        var context = g.Node("com.microsoft", "MultiHeadAttention", [p.Flat("q"), p.Flat("k"), wide, g.Weight("bias", 4 * Width)], ("num_heads", Heads));
        g.Output(g.Node("MatMul", [context, g.Weight("out", 2 * Width, 31)]));
        var (weight, bias, embedding) = (g.Values("wide", 12, 2 * Width), g.Values("bias", 4 * Width), g.Values("embedding", 31, 12));

        PatternCheck.Run(p, (x, h) => Plus(x, bias, h), (x, h) => Plus(x, bias, h, Width), value: (_, h) =>
            [.. from id in Projections.Ids
                from c in Enumerable.Range(h * Width, Width)
                select bias[(2 * Width) + c] + Enumerable.Range(0, 12).Sum(i => (double)embedding[(id * 12) + i] * weight[(i * 2 * Width) + c])]);
    }

    /// <summary>Every documented form of key_padding_mask, made from the mask that is fed.</summary>
    [Theory]
    [InlineData("[B]")]
    [InlineData("[3B+2]")]
    [InlineData("[B, L]")]
    [InlineData("[B, L, L]")]
    public void Run_KeyPaddingMask_IsReplayed(string form)
    {
        var p = new Projections(new GraphBuilder());
        p.End(p.Graph.Node("com.microsoft", "MultiHeadAttention", [p.Flat("q"), p.Flat("k"), p.Flat("v"), "", PaddingMasks.Add(p, form)], ("num_heads", Heads)));

        var layer = PatternCheck.Run(p);

        Assert.Equal((form == "[B, L, L]", false), (layer.Causal, layer.HasBias));
    }

    [Fact]
    public void Run_Unidirectional_IsCausal()
    {
        var p = new Projections(new GraphBuilder());
        p.End(p.Graph.Node("com.microsoft", "MultiHeadAttention", [p.Flat("q"), p.Flat("k"), p.Flat("v")], ("num_heads", Heads), ("unidirectional", 1)));

        Assert.True(PatternCheck.Run(p).Causal);
    }

    /// <summary>Past keys and values in, present ones out, beside a bias and a mask.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Run_Cache_IsFedEmpty(bool masked)
    {
        var p = new Projections(new GraphBuilder());
        var g = p.Graph;
        string Past(string side) => g.Input($"past_key_values.0.{side}", GraphBuilder.Float, "batch", Heads, "past", HeadWidth);
        var mask = masked ? PaddingMasks.Add(p, "[B, L]") : "";
        p.End(g.Nodes(
            "com.microsoft", "MultiHeadAttention", 3,
            [p.Flat("q"), p.Flat("k"), p.Flat("v"), g.Weight("bias", 3 * Width), mask, "", Past("key"), Past("value")], ("num_heads", Heads))[0]);

        Biased(p);
    }

    /// <summary>Exported for GPUs in half precision; ONNX Runtime casts where the processor has no kernel.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Run_HalfPrecision_IsProved(bool packed)
    {
        var p = new Projections(new GraphBuilder { HalfPrecision = true });
        string[] inputs = packed ? [Pack(p, "q", "k", "v")] : [p.Flat("q"), p.Flat("k"), p.Flat("v")];
        p.End(p.Graph.Node("com.microsoft", "MultiHeadAttention", inputs, ("num_heads", Heads)));

        PatternCheck.Run(p, tolerance: 2e-2, proof: 1e-3);
    }

    private static AttentionLayer Biased(Projections p)
    {
        var bias = p.Graph.Values("bias", 3 * Width);
        return PatternCheck.Run(p, (x, h) => Plus(x, bias, h), (x, h) => Plus(x, bias, h, Width), value: (x, h) => Plus(x, bias, h, 2 * Width));
    }

    private static double[] Plus(double[] x, float[] bias, int head, int from = 0) =>
        [.. x.Select((value, i) => value + bias[from + (head * HeadWidth) + (i % HeadWidth)])];

    private static string Pack(Projections p, params string[] names)
    {
        var g = p.Graph;
        return g.Node("Concat", [.. names.Select(name => g.Node("Reshape", [p.Flat(name), g.Ints(0, 0, Heads, 1, HeadWidth)]))], ("axis", 3));
    }
}
