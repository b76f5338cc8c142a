using AttentionViz.Numerics.Randomness;

namespace AttentionViz.Numerics.Embedding;

/// <summary>Where iterative methods start.</summary>
internal static class EmbeddingStart
{
    /// <summary>Checks and refuses what no method can work on.</summary>
    public static void Check(int count, ReadOnlySpan<float> components, int dimensions, int threads)
    {
        if (dimensions is not (2 or 3))
            throw new ArgumentException($"Dimensions is {dimensions}; a map has 2 or 3.", nameof(dimensions));
        if (components.Length != count * dimensions)
            throw new ArgumentException($"{components.Length} initial values for {count} points in {dimensions} dimensions.", nameof(components));
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
    }

    /// <summary>The result for sets of points that leave nothing to optimise, or null.</summary>
    public static EmbeddingResult? Trivial(int count, ReadOnlySpan<float> components, int dimensions)
    {
        if (components.IndexOfAnyExcept(0f) < 0)
            return new EmbeddingResult(components.ToArray(), dimensions, 0, 0, StopReason.NoVariance);
        return count <= 3 ? new EmbeddingResult(components.ToArray(), dimensions, 0, 0, StopReason.TooFewPoints) : null;
    }

    /// <summary>
    /// Components with every value multiplied by <paramref name="factor"/>, plus seeded normal noise: it parts equal
    /// points and gives life to components without variance.
    /// </summary>
    public static float[] Scaled(ReadOnlySpan<float> components, double factor, double noise, ulong seed)
    {
        var random = new SeededRandom(seed);
        var result = new float[components.Length];
        for (var i = 0; i < result.Length; i++)
            result[i] = (float)((components[i] * factor) + (noise * random.NextNormal()));
        return result;
    }
}
