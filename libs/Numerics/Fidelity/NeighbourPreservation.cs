using AttentionViz.Numerics.Neighbours;
using AttentionViz.Numerics.Threading;

namespace AttentionViz.Numerics.Fidelity;

/// <summary>How well a map keeps the neighbourhoods of the points it was made from.</summary>
public static class NeighbourPreservation
{
    private const int RecallK = 10;
    private const int TrustK = 12;

    /// <summary>
    /// knn_recall_10 (needs more than 11 points) and trustworthiness_12 (Venna, Kaski 2001; needs more than 24 points,
    /// where its normalization is defined), means over a seeded sample of points.
    /// </summary>
    /// <param name="original">The points in the space that was reduced.</param>
    /// <param name="map">The same points in the map.</param>
    public static (double? KnnRecall10, double? Trustworthiness12) Measure(
        PointBlocks original, PointBlocks map, FidelityOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(original);
        ArgumentNullException.ThrowIfNull(map);
        ArgumentNullException.ThrowIfNull(options);
        if (original.Count != map.Count)
            throw new ArgumentException($"{original.Count} points, but {map.Count} in the map.", nameof(map));
        var n = original.Count;
        if (n <= RecallK + 1)
            return (null, null);
        var trusted = n > 2 * TrustK;
        var points = SeededSubset.Choose([.. Enumerable.Range(0, n)], options.MaxQueries, options.Seed);
        var hits = new int[points.Length];
        var penalties = new long[points.Length];
        RowBlocks.For(points.Length, 32, options.Threads, (start, end) =>
        {
            var originalRow = new float[original.PaddedCount];
            var mapRow = new float[map.PaddedCount];
            var k = trusted ? TrustK : RecallK;
            var select = new SmallestK(k);
            Span<int> near = stackalloc int[k];
            Span<int> mapNear = stackalloc int[k];
            for (var i = start; i < end; i++)
            {
                original.SquaredDistances(points[i], originalRow);
                map.SquaredDistances(points[i], mapRow);
                select.Select(originalRow, n, points[i], near, []);
                select.Select(mapRow, n, points[i], mapNear, []);
                hits[i] = Overlap.Count(mapNear[..RecallK], near[..RecallK]);
                if (trusted)
                    penalties[i] = Penalty(originalRow.AsSpan(0, n), points[i], near, mapNear);
            }
        }, cancellation);
        double recall = hits.Sum() / ((double)RecallK * points.Length);
        double worst = (double)points.Length * TrustK * ((2.0 * n) - (3 * TrustK) - 1);
        return (recall, trusted ? 1 - (2 * penalties.Sum() / worst) : null);
    }

    /// <summary>Sum over the map's neighbours of how far their rank in the original exceeds k.</summary>
    private static long Penalty(ReadOnlySpan<float> row, int point, ReadOnlySpan<int> near, ReadOnlySpan<int> mapNear)
    {
        long penalty = 0;
        foreach (var j in mapNear)
        {
            if (near.Contains(j))
                continue;
            var distance = row[j];
            var rank = 1;
            for (var l = 0; l < j; l++)
                rank += row[l] <= distance ? 1 : 0;
            for (var l = j + 1; l < row.Length; l++)
                rank += row[l] < distance ? 1 : 0;
            // The point itself, at distance 0, is no neighbour; it was counted unless another at 0 precedes it.
            if (point < j || distance > 0)
                rank--;
            penalty += rank - near.Length;
        }

        return penalty;
    }
}
