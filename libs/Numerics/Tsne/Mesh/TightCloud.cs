namespace AttentionViz.Numerics.Tsne;

/// <summary>
/// Repulsion among points so near one another that w^2 = 1 - 2 r^2 and w = 1 - r^2 but for less than 1e-3. With a, b the
/// offsets from the mean of all, a force is then n a - 2 (n |a|^2 a + 2 sum(b b') a + sum(|b|^2) a - sum(|b|^2 b)). On a mesh
/// such small differences would drown in rounding.
/// </summary>
internal static class TightCloud
{
    private const double SquaredDiagonal = 0.015;

    public static bool Holds(Extent extent) =>
        ((double)extent.Width * extent.Width) + ((double)extent.Height * extent.Height) <= SquaredDiagonal;

    /// <summary>Writes the forces, [dimension][point], and returns Z.</summary>
    public static double Compute(float[][] positions, float[][] forces, int count)
    {
        var (xs, ys) = (positions[0], positions[1]);
        var (meanX, meanY) = (Mean(xs.AsSpan(0, count)), Mean(ys.AsSpan(0, count)));
        double xx = 0, xy = 0, yy = 0, cubeX = 0, cubeY = 0;
        for (var i = 0; i < count; i++)
        {
            var (x, y) = (xs[i] - meanX, ys[i] - meanY);
            var square = (x * x) + (y * y);
            xx += x * x;
            xy += x * y;
            yy += y * y;
            cubeX += square * x;
            cubeY += square * y;
        }

        for (var i = 0; i < count; i++)
        {
            var (x, y) = (xs[i] - meanX, ys[i] - meanY);
            var along = (count * ((x * x) + (y * y))) + xx + yy;
            forces[0][i] = (float)((count * x) - (2 * ((along * x) + (2 * ((xx * x) + (xy * y))) - cubeX)));
            forces[1][i] = (float)((count * y) - (2 * ((along * y) + (2 * ((xy * x) + (yy * y))) - cubeY)));
        }

        // The squared distances of all ordered pairs add up to 2 n (xx + yy).
        return (count * (count - 1.0)) - (2 * count * (xx + yy));
    }

    private static double Mean(ReadOnlySpan<float> values)
    {
        double sum = 0;
        foreach (var value in values)
            sum += value;
        return sum / values.Length;
    }
}
