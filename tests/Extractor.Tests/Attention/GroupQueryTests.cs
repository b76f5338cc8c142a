using AttentionViz.Extractor.Tests.Zoo;

namespace AttentionViz.Extractor.Tests.Attention;

/// <summary>com.microsoft GroupQueryAttention: what generators of language models export.</summary>
public sealed class GroupQueryTests
{
    private const int Heads = 4, KeyHeads = 2, HeadWidth = 16;

    [Theory]
    [InlineData(false, false, false)]
    [InlineData(true, false, false)]
    [InlineData(false, true, false)]
    [InlineData(true, true, false)]
    [InlineData(true, true, true)]
    public void Run_PackedOrApartRotatedOrNot_GivesVectorsAfterRotation(bool packed, bool rotary, bool interleaved)
    {
        var p = new Projections(new GraphBuilder(), Heads, KeyHeads, HeadWidth);
        p.End(Operator(p, packed, rotary, ("rotary_interleaved", interleaved ? 1 : 0)));
        Func<double[], int, double[]>? change = rotary ? (x, _) => RotaryTables.Rotate(x, HeadWidth, HeadWidth, interleaved) : null;

        var layer = PatternCheck.Run(p, change, change);

        Assert.True(layer.Causal);
        Assert.Equal(rotary, layer.Pattern.Contains("rotary", StringComparison.Ordinal));
    }

    [Fact]
    public void Run_LocalWindow_IsProved()
    {
        var p = new Projections(new GraphBuilder(), Heads, KeyHeads, HeadWidth);
        p.End(Operator(p, packed: false, rotary: false, ("local_window_size", 3)));

        Assert.Contains("window 3", PatternCheck.Run(p).Pattern, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_SoftCap_IsProvedAndTold()
    {
        var p = new Projections(new GraphBuilder(), Heads, KeyHeads, HeadWidth);
        p.End(Operator(p, packed: false, rotary: false, ("softcap", 1.5f)));

        Assert.Equal(1.5, PatternCheck.Run(p).LogitCap);
    }

    [Fact]
    public void Run_AllBounds_AreProvedTogether()
    {
        var p = new Projections(new GraphBuilder(), Heads, KeyHeads, HeadWidth);
        p.End(Operator(p, packed: true, rotary: true, ("softcap", 1.5f), ("local_window_size", 3), ("smooth_softmax", 1)));
        double[] Rotate(double[] x, int head) => RotaryTables.Rotate(x, HeadWidth, HeadWidth, interleaved: false);

        var layer = PatternCheck.Run(p, Rotate, Rotate);

        Assert.Equal((1.5, true), (layer.LogitCap, layer.HasSink));
    }

    /// <summary>One more logit in every row, learned for each head or zero: weights of keys sum to less than one.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Run_Sink_IsProvedAndTold(bool learned)
    {
        using var folder = new TemporaryFolder();
        var p = new Projections(new GraphBuilder(), Heads, KeyHeads, HeadWidth);
        p.End(learned
            ? Operator(p, packed: false, rotary: false, sink: p.Graph.Floats([0.5f, -1, 2, 0], Heads))
            : Operator(p, packed: false, rotary: false, ("smooth_softmax", 1)));

        var layer = PatternCheck.Run(p);

        Assert.True(layer.HasSink);
        using var model = TestModel.Load(p.Graph.Save(folder.Path));
        Assert.Contains("a sink that is no token", Assert.Single(model.Descriptor.Notes), StringComparison.Ordinal);
    }

    /// <summary>A bias added to the logits, [1, H, L, L].</summary>
    [Fact]
    public void Run_Bias_IsProvedAndTold()
    {
        var p = new Projections(new GraphBuilder(), Heads, KeyHeads, HeadWidth, idsShape: ["batch", 5]);
        p.End(Operator(p, packed: false, rotary: false, bias: p.Graph.Weight("table", 1, Heads, 5, 5)));

        Assert.True(PatternCheck.Run(p).HasBias);
    }

    /// <summary>Queries and keys normalised inside the operator, before the rotation, as Qwen 3 has it.</summary>
    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void Run_NormsInside_GivesVectorsAfterThem(bool packed, bool rotary)
    {
        var p = new Projections(new GraphBuilder(), Heads, KeyHeads, HeadWidth);
        string[] norms = [p.Graph.Weight("q_norm", HeadWidth), p.Graph.Weight("k_norm", HeadWidth)];
        p.End(Operator(p, packed, rotary, norms: norms));
        Func<double[], int, double[]> Change(string weight) => (x, _) =>
        {
            var normal = Normal(x, p.Graph.Values(weight, HeadWidth));
            return rotary ? RotaryTables.Rotate(normal, HeadWidth, HeadWidth, interleaved: false) : normal;
        };

        Assert.Contains("normalised", PatternCheck.Run(p, Change("q_norm"), Change("k_norm")).Pattern, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_ScaleOfItsOwn_IsTaken()
    {
        var p = new Projections(new GraphBuilder(), Heads, KeyHeads, HeadWidth);
        p.End(Operator(p, packed: true, rotary: true, ("scale", 0.125f)));
        double[] Rotate(double[] x, int head) => RotaryTables.Rotate(x, HeadWidth, HeadWidth, interleaved: false);

        PatternCheck.Run(p, Rotate, Rotate, scale: 0.125);
    }

    /// <summary>Lengths come from the attention mask, the cache is an input, as generators lay them out.</summary>
    private static string Operator(Projections p, bool packed, bool rotary, params (string, object)[] more) => Operator(p, packed, rotary, "", more: more);

    private static string Operator(Projections p, bool packed, bool rotary, string bias = "", string sink = "", string[]? norms = null, params (string, object)[] more)
    {
        var g = p.Graph;
        var mask = g.Input("attention_mask", GraphBuilder.Int64, "batch", "total");
        string[] past = [.. new[] { "key", "value" }.Select(side => g.Input($"past_key_values.0.{side}", GraphBuilder.Float, "batch", KeyHeads, "past", HeadWidth))];
        var lengths = g.Node("Cast", [g.Node("Sub", [g.Node("ReduceSum", [mask, g.Ints(1)], ("keepdims", 0)), g.Ints(1)])], ("to", GraphBuilder.Int32));
        var total = g.Node("Cast", [g.Node("Gather", [g.Node("Shape", [mask]), g.IntScalar(1)])], ("to", GraphBuilder.Int32));
        string[] parts = [p.Flat("q"), p.Flat("k"), p.Flat("v")];
        string[] vectors = packed ? [g.Node("Concat", parts, ("axis", -1)), "", ""] : parts;
        var (cos, sin) = rotary ? RotaryTables.Add(g, HeadWidth) : ("", "");
        (string, object)[] attributes = [("num_heads", Heads), ("kv_num_heads", KeyHeads), ("do_rotary", rotary ? 1 : 0), .. more];
        return g.Nodes("com.microsoft", "GroupQueryAttention", 3, [.. vectors, .. past, lengths, total, cos, sin, "", bias, sink, "", "", .. norms ?? []], attributes)[0];
    }

    private static double[] Normal(double[] x, float[] weight) => [.. x.Chunk(HeadWidth).SelectMany(row =>
        row.Select((v, i) => v / Math.Sqrt(row.Average(w => w * w) + 1e-6) * weight[i]))];
}
