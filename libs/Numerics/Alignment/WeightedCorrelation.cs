using AttentionViz.Numerics.Linear;

namespace AttentionViz.Numerics.Alignment;

/// <summary>The criterion of the scale search: weighted Pearson correlation of dot product and distance over near pairs.</summary>
internal static class WeightedCorrelation
{
    /// <summary>
    /// Evaluates the criterion at scale <paramref name="c"/>. d0 is the asked quantile of the distances at this very c,
    /// widened until enough pairs lie below it; each of those weighs (d0 - d)^2.
    /// </summary>
    /// <returns>Null when fewer than 3 pairs can be nearer than d0, or dot product or distance does not vary among them.</returns>
    public static ScalePoint? At(PairGeometry pairs, double c, AlignmentOptions options)
    {
        if (pairs.Count < 3)
            return null;
        var distances = new double[pairs.Count];
        pairs.Distances(c, distances);
        var (nearDistance, count) = NearDistance(distances, options);
        if (count < 3)
            return null;
        return Pearson(pairs.Dots, distances, nearDistance) is { } correlation
            ? new ScalePoint(c, correlation, nearDistance, count)
            : null;
    }

    private static (double NearDistance, int Count) NearDistance(double[] distances, AlignmentOptions options)
    {
        var wanted = Math.Min(options.MinPairs, distances.Length - 1);
        var scratch = (double[])distances.Clone();
        for (var share = options.NearestShare; ; share *= 1.5)
        {
            var rank = (int)Math.Min(distances.Length - 1, Math.Ceiling(share * distances.Length));
            var near = Quantile.Select(scratch, rank);
            var count = 0;
            foreach (var d in distances)
                count += d < near ? 1 : 0;
            if (count >= wanted || rank == distances.Length - 1)
                return (near, count);
        }
    }

    private static double? Pearson(double[] dots, double[] distances, double nearDistance)
    {
        double total = 0, meanDot = 0, meanDistance = 0;
        for (var p = 0; p < dots.Length; p++)
        {
            var weight = Weight(distances[p], nearDistance);
            total += weight;
            meanDot += weight * dots[p];
            meanDistance += weight * distances[p];
        }

        if (!(total > 0))
            return null;
        meanDot /= total;
        meanDistance /= total;
        double covariance = 0, dotVariance = 0, distanceVariance = 0;
        for (var p = 0; p < dots.Length; p++)
        {
            var weight = Weight(distances[p], nearDistance);
            var x = dots[p] - meanDot;
            var y = distances[p] - meanDistance;
            covariance += weight * x * y;
            dotVariance += weight * x * x;
            distanceVariance += weight * y * y;
        }

        // Below this the spread is rounding, and its correlation meaningless.
        var noise = 1e-20 * total;
        if (dotVariance <= noise * meanDot * meanDot || distanceVariance <= noise * meanDistance * meanDistance)
            return null;
        return Math.Clamp(covariance / Math.Sqrt(dotVariance * distanceVariance), -1, 1);
    }

    private static double Weight(double distance, double nearDistance) =>
        distance < nearDistance ? (nearDistance - distance) * (nearDistance - distance) : 0;
}
