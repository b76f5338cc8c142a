using AttentionViz.Numerics.Neighbours;
using AttentionViz.Numerics.Threading;

namespace AttentionViz.Numerics.Fidelity;

/// <summary>The keys of largest logit among all keys of the sample.</summary>
internal static class MostAttended
{
    /// <summary>[queries x k] keys of each of some queries, the most attended first.</summary>
    /// <param name="k">At most the number of keys.</param>
    public static int[] Find(HeadVectors head, ReadOnlyMemory<int> queries, int k, int threads, CancellationToken cancellation)
    {
        var attended = new int[queries.Length * k];
        var keys = PointBlocks.Create(head.Keys, head.Width, Metric.Euclidean);
        RowBlocks.For(queries.Length, 32, threads, (start, end) =>
        {
            var costs = new float[keys.PaddedCount];
            var select = new SmallestK(k);
            for (var i = start; i < end; i++)
            {
                keys.DotProducts(head.Query(queries.Span[i]), costs);
                ToCosts(costs.AsSpan(0, head.KeyCount), head.Scale);
                select.Select(costs, head.KeyCount, -1, attended.AsSpan(i * k, k), []);
            }
        }, cancellation);
        return attended;
    }

    /// <summary>Turns dot products into numbers from 0 up, the largest logit at 0.</summary>
    private static void ToCosts(Span<float> products, float scale)
    {
        var largest = float.NegativeInfinity;
        foreach (ref var product in products)
        {
            product *= scale;
            largest = Math.Max(largest, product);
        }

        foreach (ref var product in products)
            product = largest - product;
    }
}
