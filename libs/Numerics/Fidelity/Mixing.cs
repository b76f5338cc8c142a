using AttentionViz.Numerics.Neighbours;
using AttentionViz.Numerics.Threading;

namespace AttentionViz.Numerics.Fidelity;

/// <summary>Share of keys among the 20 nearest points of a query; null unless there are more than 20 others.</summary>
internal static class Mixing
{
    private const int K = 20;

    /// <param name="points">All queries, then all keys.</param>
    /// <param name="queryCount">How many of them are queries.</param>
    public static double? In(PointBlocks points, int queryCount, FidelityOptions options, CancellationToken cancellation)
    {
        if (points.Count - 1 <= K || queryCount == 0)
            return null;
        var queries = SeededSubset.Choose([.. Enumerable.Range(0, queryCount)], options.MaxQueries, options.Seed);
        var keys = new int[queries.Length];
        RowBlocks.For(queries.Length, 32, options.Threads, (start, end) =>
        {
            var row = new float[points.PaddedCount];
            var select = new SmallestK(K);
            Span<int> nearest = stackalloc int[K];
            for (var i = start; i < end; i++)
            {
                points.SquaredDistances(queries[i], row);
                select.Select(row, points.Count, queries[i], nearest, []);
                foreach (var point in nearest)
                    keys[i] += point >= queryCount ? 1 : 0;
            }
        }, cancellation);
        return keys.Sum() / ((double)K * queries.Length);
    }
}
