namespace AttentionViz.Extractor.Tests.Zoo;

/// <summary>Rotary embedding in the rotate-half spelling.</summary>
internal static class RotaryGraph
{
    /// <param name="x">[B, H, L, d]</param>
    public static string Add(GraphBuilder g, string x, int width)
    {
        var length = g.Node("Gather", [g.Node("Shape", [x]), g.IntScalar(2)]);
        var range = g.Node("Cast", [g.Node("Range", [g.IntScalar(0), length, g.IntScalar(1)])], ("to", g.RealType));
        var half = g.Node("Mul", [g.Node("Unsqueeze", [range, g.Ints(1)]), Frequencies(g, width)]);
        var angles = g.Node("Concat", [half, half], ("axis", -1));
        var first = g.Node("Slice", [x, g.Ints(0), g.Ints(width / 2), g.Ints(3)]);
        var second = g.Node("Slice", [x, g.Ints(width / 2), g.Ints(width), g.Ints(3)]);
        var rotated = g.Node("Concat", [g.Node("Neg", [second]), first], ("axis", -1));
        return g.Node("Add", [
            g.Node("Mul", [x, g.Node("Cos", [angles])]),
            g.Node("Mul", [rotated, g.Node("Sin", [angles])])]);
    }

    public static float Frequency(int pair, int width) => MathF.Pow(100, -2f * pair / width);

    private static string Frequencies(GraphBuilder g, int width)
    {
        var parts = Enumerable.Range(0, width / 2)
            .Select(i => g.Node("Unsqueeze", [g.Real(Frequency(i, width)), g.Ints(0)]));
        return g.Node("Concat", [.. parts], ("axis", 0));
    }
}
