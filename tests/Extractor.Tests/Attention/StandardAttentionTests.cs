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
}
