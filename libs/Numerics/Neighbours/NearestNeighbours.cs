using AttentionViz.Numerics.Threading;

namespace AttentionViz.Numerics.Neighbours;

/// <summary>Exact nearest neighbours by brute force over blocks of points.</summary>
public static class NearestNeighbours
{
    private const int RowsPerBlock = 64;

    /// <summary>Finds the k nearest other points of every point.</summary>
    /// <param name="points">[n x width], row-major, finite.</param>
    /// <param name="width">Width of a point, at least 1.</param>
    /// <param name="k">Neighbours wanted, at least 1; n - 1 are given where there are fewer.</param>
    /// <exception cref="ArgumentOutOfRangeException">Width, k or threads below 1.</exception>
    public static NeighbourGraph Find(
        ReadOnlySpan<float> points,
        int width,
        int k,
        Metric metric = Metric.Euclidean,
        int threads = 1,
        CancellationToken cancellation = default) =>
        Find(PointBlocks.Create(points, width, metric), k, threads, cancellation);

    /// <summary>The same for points already in blocks.</summary>
    public static NeighbourGraph Find(PointBlocks points, int k, int threads = 1, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(points);
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        var n = points.Count;
        k = Math.Max(0, Math.Min(k, n - 1));
        var indices = new int[n * k];
        var distances = new float[n * k];
        RowBlocks.For(n, RowsPerBlock, threads, (start, end) =>
        {
            var row = new float[points.PaddedCount];
            var nearest = new SmallestK(k);
            for (var i = start; i < end; i++)
            {
                points.SquaredDistances(i, row);
                var found = distances.AsSpan(i * k, k);
                nearest.Select(row, n, i, indices.AsSpan(i * k, k), found);
                foreach (ref var distance in found)
                    distance = points.ToDistance(distance);
            }
        }, cancellation);
        return new NeighbourGraph(n, k, points.Metric, indices, distances);
    }
}
