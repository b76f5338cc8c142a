namespace AttentionViz.Extractor.Tests.Zoo;

/// <summary>Tables of cosines and sines for rotary operators, and the rotation itself.</summary>
internal static class RotaryTables
{
    public const int Positions = 32;

    /// <summary>[positions, pairs] of cosines and of sines.</summary>
    public static (string Cos, string Sin) Add(GraphBuilder g, int width)
    {
        var angles = from position in Enumerable.Range(0, Positions)
                     from pair in Enumerable.Range(0, width / 2)
                     select position * RotaryGraph.Frequency(pair, width);
        return (g.Floats([.. angles.Select(MathF.Cos)], Positions, width / 2), g.Floats([.. angles.Select(MathF.Sin)], Positions, width / 2));
    }

    /// <param name="x">[length, width]</param>
    /// <param name="rotated">Components that take part; the rest stay.</param>
    /// <param name="interleaved">Pairs are neighbours, not halves apart.</param>
    public static double[] Rotate(double[] x, int width, int rotated, bool interleaved)
    {
        var result = x.ToArray();
        for (var at = 0; at < x.Length; at += width)
        {
            for (var pair = 0; pair < rotated / 2; pair++)
            {
                var (sin, cos) = Math.SinCos(at / width * RotaryGraph.Frequency(pair, rotated));
                var (i, j) = interleaved ? (at + (2 * pair), at + (2 * pair) + 1) : (at + pair, at + pair + (rotated / 2));
                (result[i], result[j]) = ((x[i] * cos) - (x[j] * sin), (x[j] * cos) + (x[i] * sin));
            }
        }

        return result;
    }
}
