using AttentionViz.Numerics.Threading;

namespace AttentionViz.Numerics.Neighbours;

/// <summary>Nearest neighbours, exact up to a number of points, nearly so beyond.</summary>
public static class NearestNeighbours
{
    // Up to here the square of the number of points costs less than some thousand distances taken out of order for each;
    // measured on 64 coordinates: 7.1 and 9.3 CPU s at 60,000 points, 18 and 16 at 100,000.
    private const int MostForExact = 75_000;
    private const ulong DescentSeed = 1;

    /// <summary>
    /// Finds the k nearest other points of every point: exactly up to 75,000 points; beyond, by <see cref="NeighbourDescent"/>,
    /// which misses a few in a hundred; exactly again where it would miss more than 3. The same result at any number of threads.
    /// </summary>
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
        k = Math.Max(0, Math.Min(k, points.Count - 1));
        var found = points.Count > MostForExact ? NeighbourDescent.Find(points, k, threads, DescentSeed, cancellation) : null;
        return found ?? Exact(points, k, threads, cancellation);
    }

    /// <summary>Exact neighbours at any number of points, k of them, at most n - 1.</summary>
    internal static NeighbourGraph Exact(PointBlocks points, int k, int threads, CancellationToken cancellation)
    {
        var n = points.Count;
        var indices = new int[n * k];
        var distances = new float[n * k];
        var search = ExactSearch.Suits(n, k) ? new ExactSearch(points, k) : null;
        RowBlocks.For(n, ExactSearch.RowsPerBlock, threads, (start, end) =>
        {
            if (search is not null)
                search.Find(start, end, indices, distances);
            else
                Plain(points, k, start, end, indices, distances);
            foreach (ref var distance in distances.AsSpan(start * k, (end - start) * k))
                distance = points.ToDistance(distance);
        }, cancellation);
        return new NeighbourGraph(n, k, points.Metric, indices, distances);
    }

    private static void Plain(PointBlocks points, int k, int start, int end, int[] indices, float[] squares)
    {
        var search = new PlainSearch(points, k);
        for (var i = start; i < end; i++)
            search.Find(i, indices.AsSpan(i * k, k), squares.AsSpan(i * k, k));
    }
}
