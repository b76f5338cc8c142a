using AttentionViz.Numerics.Neighbours;
using AttentionViz.Numerics.Threading;

namespace AttentionViz.Numerics.Fidelity;

/// <summary>
/// attention_recall_10: of a query's 10 keys of largest logit in the whole sample, the share found among its 10 nearest
/// keys. Needs more than 10 keys.
/// </summary>
internal sealed class CorpusRecall
{
    private const int K = 10;
    private readonly int[] _queries;
    private readonly int[] _attended;
    private readonly int _queryCount;
    private readonly int _keyCount;
    private readonly int _threads;

    public CorpusRecall(HeadVectors head, FidelityOptions options, CancellationToken cancellation)
    {
        (_queryCount, _keyCount) = (head.QueryCount, head.KeyCount);
        _threads = options.Threads;
        _queries = _keyCount <= K ? [] : SeededSubset.Choose([.. Enumerable.Range(0, _queryCount)], options.MaxQueries, options.Seed);
        _attended = new int[K * _queries.Length];
        if (_queries.Length == 0)
            return;
        var keys = PointBlocks.Create(head.Keys, head.Width, Metric.Euclidean);
        RowBlocks.For(_queries.Length, 32, _threads, (start, end) =>
        {
            var costs = new float[keys.PaddedCount];
            var select = new SmallestK(K);
            for (var i = start; i < end; i++)
            {
                keys.DotProducts(head.Query(_queries[i]), costs);
                ToCosts(costs.AsSpan(0, _keyCount), head.Scale);
                select.Select(costs, _keyCount, -1, _attended.AsSpan(i * K, K), []);
            }
        }, cancellation);
    }

    /// <summary>The recall in a space of joint points.</summary>
    /// <param name="points">All queries, then all keys.</param>
    public double? In(PointBlocks points, CancellationToken cancellation)
    {
        if (_queries.Length == 0)
            return null;
        var width = points.Width;
        var keys = PointBlocks.Create(points.Rows.AsSpan(_queryCount * width), width, Metric.Euclidean);
        var hits = new int[_queries.Length];
        RowBlocks.For(_queries.Length, 32, _threads, (start, end) =>
        {
            var row = new float[keys.PaddedCount];
            var select = new SmallestK(K);
            Span<int> nearest = stackalloc int[K];
            for (var i = start; i < end; i++)
            {
                keys.SquaredDistances(points.Rows.AsSpan(_queries[i] * width, width), row);
                select.Select(row, _keyCount, -1, nearest, []);
                hits[i] = Overlap.Count(nearest, _attended.AsSpan(i * K, K));
            }
        }, cancellation);
        return hits.Sum() / ((double)K * _queries.Length);
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
