using AttentionViz.Extractor.Tests.Zoo;

namespace AttentionViz.Extractor.Tests.Attention;

/// <summary>The standard's own Attention operator, opset 23 and 24.</summary>
public sealed class StandardAttentionTests
{
    [Theory]
    [InlineData(23)]
    [InlineData(24)]
    public void Run_FlatGroupedHeads_AreProved(int opset)
    {
        var p = new Projections(new GraphBuilder(opset), heads: 4, keyHeads: 2);
        p.End(p.Graph.Node("Attention", [p.Flat("q"), p.Flat("k"), p.Flat("v")], ("q_num_heads", 4), ("kv_num_heads", 2), ("scale", 0.3f)));

        Assert.False(PatternCheck.Run(p, scale: 0.3).Causal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Run_SoftCap_IsProvedAndTold(bool causal)
    {
        var p = new Projections(new GraphBuilder(23));
        p.End(p.Graph.Node(
            "Attention", [p.Flat("q"), p.Flat("k"), p.Flat("v")],
            ("q_num_heads", 2), ("kv_num_heads", 2), ("softcap", 1.5f), ("is_causal", causal ? 1 : 0)));

        Assert.Equal(1.5, PatternCheck.Run(p).LogitCap);
    }

    [Fact]
    public void Run_MaskAndCache_AreProved()
    {
        var p = new Projections(new GraphBuilder(23));
        var g = p.Graph;
        var valid = g.Node("Cast", [g.Input("attention_mask", GraphBuilder.Int64, "batch", "sequence")], ("to", GraphBuilder.Bool));
        // Queries of padding may see everything, so that no row is empty.
        var mask = g.Node("Or", [g.Node("Unsqueeze", [valid, g.Ints(1, 2)]), g.Node("Unsqueeze", [g.Node("Not", [valid]), g.Ints(1, 3)])]);
        string Past(string side) => g.Input($"past_key_values.0.{side}", GraphBuilder.Float, "batch", 2, "past", 4);
        var context = g.Nodes("", "Attention", 3, [p.Split("q"), p.Split("k"), p.Split("v"), mask, Past("key"), Past("value")])[0];
        p.End(g.Node("Reshape", [p.Transpose(context, 0, 2, 1, 3), g.Ints(0, 0, 8)]));

        Assert.False(PatternCheck.Run(p).HasBias);
    }

    [Fact]
    public void Run_PaddingGivenAsLengths_IsProved()
    {
        var p = new Projections(new GraphBuilder(24));
        var g = p.Graph;
        var lengths = g.Node("ReduceSum", [g.Input("attention_mask", GraphBuilder.Int64, "batch", "sequence"), g.Ints(1)], ("keepdims", 0));
        p.End(g.Node("Attention", [p.Flat("q"), p.Flat("k"), p.Flat("v"), "", "", "", lengths], ("q_num_heads", 2), ("kv_num_heads", 2)));

        PatternCheck.Run(p);
    }

    /// <summary>[B, H, L, d] in and out, heads told by the shapes alone.</summary>
    [Theory]
    [InlineData(23, 4, false)]
    [InlineData(23, 2, true)]
    [InlineData(24, 1, true)]
    [InlineData(24, 2, false)]
    public void Run_FourDimensions_AreProved(int opset, int keyHeads, bool causal)
    {
        var p = new Projections(new GraphBuilder(opset), heads: 4, keyHeads: keyHeads);
        End(p, p.Graph.Node("Attention", [p.Split("q"), p.Split("k"), p.Split("v")], ("is_causal", causal ? 1 : 0)));

        Assert.Equal(causal, PatternCheck.Run(p).Causal);
    }

    /// <summary>A graph that also returns its logits, at any of the four stages.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Run_LogitsReturnedToo_IsProved(int stage)
    {
        var p = new Projections(new GraphBuilder(23));
        var outputs = p.Graph.Nodes(
            "", "Attention", 4, [p.Flat("q"), p.Flat("k"), p.Flat("v")],
            ("q_num_heads", 2), ("kv_num_heads", 2), ("qk_matmul_output_mode", stage), ("softcap", 2f), ("is_causal", 1));
        p.End(outputs[0]);
        p.Graph.Output(outputs[3]);

        Assert.Equal(2.0, PatternCheck.Run(p).LogitCap);
    }

    /// <summary>Masks broadcast to [B, H, L, L] from every shape the standard allows; booleans hide, numbers are added.</summary>
    [Theory]
    [InlineData(23, true, 2)]
    [InlineData(23, true, 3)]
    [InlineData(23, true, 4)]
    [InlineData(24, true, 2)]
    [InlineData(23, false, 2)]
    [InlineData(23, false, 4)]
    [InlineData(24, false, 4)]
    public void Run_MaskOfAnyRank_IsReplayed(int opset, bool boolean, int rank)
    {
        var p = new Projections(new GraphBuilder(opset));
        var g = p.Graph;
        var allowed = Causal(p);
        var mask = boolean ? allowed : g.Node("Where", [allowed, g.Real(0), g.Real(-1e4f)]);
        if (rank > 2)
            mask = g.Node("Unsqueeze", [mask, g.Ints([.. Enumerable.Range(0, rank - 2).Select(axis => (long)axis)])]);
        p.End(g.Node("Attention", [p.Flat("q"), p.Flat("k"), p.Flat("v"), mask], ("q_num_heads", 2), ("kv_num_heads", 2)));

        var layer = PatternCheck.Run(p);

        Assert.Equal((true, false), (layer.Causal, layer.HasBias));
    }

    /// <summary>Numbers that happen to be ones and zeros are added all the same.</summary>
    [Fact]
    public void Run_NumbersOfOnesAndZeros_AreABias()
    {
        var p = new Projections(new GraphBuilder(23));
        var g = p.Graph;
        var mask = g.Node("Cast", [Causal(p)], ("to", GraphBuilder.Float));
        p.End(g.Node("Attention", [p.Flat("q"), p.Flat("k"), p.Flat("v"), mask], ("q_num_heads", 2), ("kv_num_heads", 2)));

        Assert.True(PatternCheck.Run(p).HasBias);
    }

    /// <summary>Lengths beside the causal rule; without a cache of fixed size they are those of the sequence.</summary>
    [Fact]
    public void Run_LengthsAndCausal_AreProved()
    {
        var p = new Projections(new GraphBuilder(24));
        var g = p.Graph;
        var lengths = g.Node("ReduceSum", [g.Node("Cast", [g.Node("GreaterOrEqual", ["input_ids", g.IntScalar(0)])], ("to", GraphBuilder.Int64)), g.Ints(1)], ("keepdims", 0));
        p.End(g.Node("Attention", [p.Flat("q"), p.Flat("k"), p.Flat("v"), "", "", "", lengths], ("q_num_heads", 2), ("kv_num_heads", 2), ("is_causal", 1)));

        Assert.True(PatternCheck.Run(p).Causal);
    }

    /// <summary>Values of another width than keys.</summary>
    [Fact]
    public void Run_WiderValues_AreProved()
    {
        var p = new Projections(new GraphBuilder(23));
        var g = p.Graph;
        var wide = g.Node("Concat", [p.Split("v"), p.Split("k")], ("axis", -1));
        var context = g.Node("Attention", [p.Split("q"), p.Split("k"), wide]);
        g.Output(g.Node("Reshape", [p.Transpose(context, 0, 2, 1, 3), g.Ints(0, 0, 16)]));

        PatternCheck.Run(p, value: (x, h) => [.. x.Chunk(4).Zip(p.Vectors("k", Projections.Ids, h).Chunk(4)).SelectMany(row => row.First.Concat(row.Second))]);
    }

    private static void End(Projections p, string context) =>
        p.End(p.Graph.Node("Reshape", [p.Transpose(context, 0, 2, 1, 3), p.Graph.Ints(0, 0, p.Heads * p.HeadWidth)]));

    /// <summary>[L, L], true where the key is not later than the query.</summary>
    private static string Causal(Projections p)
    {
        var g = p.Graph;
        var length = g.Node("Gather", [g.Node("Shape", [p.Hidden]), g.IntScalar(1)]);
        var range = g.Node("Range", [g.IntScalar(0), length, g.IntScalar(1)]);
        return g.Node("GreaterOrEqual", [g.Node("Unsqueeze", [range, g.Ints(1)]), g.Node("Unsqueeze", [range, g.Ints(0)])]);
    }
}
