namespace AttentionViz.Numerics.Tsne;

/// <summary>
/// Repulsion among points so near one another that w^2 = 1 - 2 r^2 and w = 1 - r^2 but for less than 1e-3. With a, b the
/// offsets from the mean of all, a force is then n a - 2 (n |a|^2 a + 2 sum(b b') a + sum(|b|^2) a - sum(|b|^2 b)). On a mesh
/// such small differences would drown in rounding.
/// </summary>
internal static class TightCloud
{
    private const double MaxSquaredDiagonal = 0.015;

    public static bool Holds(Extent extent) => extent.SquaredDiagonal <= MaxSquaredDiagonal;

    /// <summary>Writes the forces, [dimension][point], and returns Z.</summary>
    public static double Compute(float[][] positions, float[][] forces, int count)
    {
        var dimensions = positions.Length;
        var means = positions.Select(coordinate => Mean(coordinate.AsSpan(0, count))).ToArray();
        var squares = new double[dimensions * dimensions];
        var cubes = new double[dimensions];
        Span<double> at = stackalloc double[dimensions];
        for (var i = 0; i < count; i++)
        {
            var square = Offset(positions, means, i, at);
            for (var d = 0; d < dimensions; d++)
            {
                cubes[d] += square * at[d];
                for (var e = 0; e < dimensions; e++)
                    squares[(d * dimensions) + e] += at[d] * at[e];
            }
        }

        double trace = 0;
        for (var d = 0; d < dimensions; d++)
            trace += squares[d * (dimensions + 1)];
        for (var i = 0; i < count; i++)
        {
            var along = (count * Offset(positions, means, i, at)) + trace;
            for (var d = 0; d < dimensions; d++)
            {
                double mixed = 0;
                for (var e = 0; e < dimensions; e++)
                    mixed += squares[(d * dimensions) + e] * at[e];
                forces[d][i] = (float)((count * at[d]) - (2 * ((along * at[d]) + (2 * mixed) - cubes[d])));
            }
        }

        // The squared distances of all ordered pairs add up to 2 n trace.
        return (count * (count - 1.0)) - (2 * count * trace);
    }

    /// <summary>Fills in the offset of a point from the mean and returns its square.</summary>
    private static double Offset(float[][] positions, double[] means, int point, Span<double> offset)
    {
        double square = 0;
        for (var d = 0; d < offset.Length; d++)
        {
            offset[d] = positions[d][point] - means[d];
            square += offset[d] * offset[d];
        }

        return square;
    }

    private static double Mean(ReadOnlySpan<float> values)
    {
        double sum = 0;
        foreach (var value in values)
            sum += value;
        return sum / values.Length;
    }
}
