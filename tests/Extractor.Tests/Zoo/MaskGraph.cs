namespace AttentionViz.Extractor.Tests.Zoo;

/// <summary>Masks logits in the ways exporters do.</summary>
internal static class MaskGraph
{
    /// <param name="x">[B, L, ..]: gives the length.</param>
    public static string Add(GraphBuilder g, MaskKind kind, string logits, string x)
    {
        var allowed = Allowed(g, x);
        var (zero, low) = (g.Real(0), g.Real(-10000));
        switch (kind)
        {
            case MaskKind.Where:
                return g.Node("Where", [allowed, logits, low]);
            case MaskKind.Multiply:
                // GPT-2's first form: w * b - 1e4 * (1 - b)
                var b = g.Node("Cast", [allowed], ("to", g.RealType));
                var rest = g.Node("Mul", [g.Node("Sub", [g.Real(1), b]), g.Real(10000)]);
                return g.Node("Sub", [g.Node("Mul", [logits, b]), rest]);
            case MaskKind.AddAndPadding:
                var mask = g.Node("Cast", [g.Node("Unsqueeze", ["attention_mask", g.Ints(1, 2)])], ("to", g.RealType));
                var padding = g.Node("Mul", [g.Node("Sub", [g.Real(1), mask]), low]);
                return g.Node("Add", [padding, logits]);
            default:
                return g.Node("Add", [logits, g.Node("Where", [allowed, zero, low])]);
        }
    }

    /// <summary>[L, L], true where the key is not later than the query.</summary>
    private static string Allowed(GraphBuilder g, string x)
    {
        var length = g.Node("Gather", [g.Node("Shape", [x]), g.IntScalar(1)]);
        var range = g.Node("Range", [g.IntScalar(0), length, g.IntScalar(1)]);
        return g.Node("GreaterOrEqual", [g.Node("Unsqueeze", [range, g.Ints(1)]), g.Node("Unsqueeze", [range, g.Ints(0)])]);
    }
}
