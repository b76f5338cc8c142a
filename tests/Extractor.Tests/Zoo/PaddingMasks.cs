namespace AttentionViz.Extractor.Tests.Zoo;

/// <summary>The masks that fused operators take, made in the graph from an attention mask of ones and zeros.</summary>
internal static class PaddingMasks
{
    /// <param name="form">As the schema of the operators writes it.</param>
    public static string Add(Projections p, string form)
    {
        var g = p.Graph;
        var mask = g.Node("Cast", [g.Input("attention_mask", GraphBuilder.Int64, "batch", "sequence")], ("to", GraphBuilder.Int32));
        var length = g.Node("ReduceSum", [mask, g.Ints(1)], ("keepdims", 0));
        var one = g.Node("Cast", [g.Ints(1)], ("to", GraphBuilder.Int32));
        var zero = g.Node("Cast", [g.Ints(0)], ("to", GraphBuilder.Int32));
        switch (form)
        {
            case "[B]":
                return length;
            case "[2B]":
                // The first key of each sequence hidden too, as behind padding on the left.
                return g.Node("Concat", [length, g.Node("Add", [g.Node("Sub", [length, length]), one])], ("axis", 0));
            case "[3B+2]":
                var sums = g.Node("Concat", [zero, g.Node("CumSum", [length, g.IntScalar(0)])], ("axis", 0));
                return g.Node("Concat", [length, sums, sums], ("axis", 0));
            case "[B, L]":
                return mask;
            case "[B, L, L]":
                return Square(g, mask, 1);
            default:
                return Square(g, mask, 1, 2);
        }
    }

    /// <summary>Each query sees the keys up to its own that are no padding: another row for every query.</summary>
    private static string Square(GraphBuilder g, string mask, params long[] axes)
    {
        var wide = g.Node("Cast", [mask], ("to", GraphBuilder.Int64));
        var rows = g.Node("Unsqueeze", [wide, g.Ints([.. axes[..^1], axes[^1] + 1])]);
        var ones = g.Node("Sub", [rows, g.Node("Sub", [rows, g.Ints(1)])]);
        var square = g.Node("Trilu", [g.Node("Mul", [ones, g.Node("Unsqueeze", [wide, g.Ints(axes)])])], ("upper", 0));
        return g.Node("Cast", [square], ("to", GraphBuilder.Int32));
    }
}
