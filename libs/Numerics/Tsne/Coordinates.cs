namespace AttentionViz.Numerics.Tsne;

/// <summary>Coordinates stored apart, one array a dimension, padded to whole vectors.</summary>
internal static class Coordinates
{
    /// <summary>Values in a vector, on every machine.</summary>
    public const int Lanes = 16;

    /// <summary>Where padding stands: far enough to exert no force, near enough that its square stays finite.</summary>
    public const float Nowhere = 1e18f;

    /// <summary>The length of an array for so many points.</summary>
    public static int Padded(int points) => (points + Lanes - 1) / Lanes * Lanes;

    /// <summary>[dimension][point, padded] zeros.</summary>
    public static float[][] Zeros(int dimensions, int points) =>
        [.. Enumerable.Range(0, dimensions).Select(_ => new float[Padded(points)])];

    /// <summary>[dimension][point, padded] points at the origin, padding nowhere.</summary>
    public static float[][] Positions(int dimensions, int points)
    {
        var result = Zeros(dimensions, points);
        foreach (var coordinate in result)
            coordinate.AsSpan(points).Fill(Nowhere);
        return result;
    }
}
