using AttentionViz.Numerics.Neighbours;
using AttentionViz.Numerics.Threading;

namespace AttentionViz.Numerics.Fidelity;

/// <summary>
/// attention_recall_3: of a query's 3 most attended keys of its own sequence, the share found among its 3 nearest of the
/// keys it may attend. Queries with 3 such keys or fewer are left out: whatever the map, they would score 1.
/// </summary>
internal sealed class SequenceRecall
{
    /// <summary>Keys wanted of a query.</summary>
    public const int K = 3;

    private readonly int _queryCount;
    private readonly int _threads;
    private readonly (int Start, int End)[] _candidates;
    private readonly int[] _attended;

    public SequenceRecall(HeadVectors head, FidelityOptions options)
    {
        (_queryCount, _threads) = (head.QueryCount, options.Threads);
        var sequences = new int[head.QueryCount];
        var eligible = new List<int>();
        for (var s = 0; s < head.Sequences; s++)
        {
            for (var i = head.QueryStarts[s]; i < head.QueryStarts[s + 1]; i++)
            {
                var (start, end) = head.Attendable(s, i);
                sequences[i] = s;
                if (end - start > K)
                    eligible.Add(i);
            }
        }

        Queries = SeededSubset.Choose([.. eligible], options.MaxQueries, options.Seed);
        Sequences = Array.ConvertAll(Queries, q => sequences[q]);
        _candidates = Array.ConvertAll(Queries, q => head.Attendable(sequences[q], q));
        _attended = new int[K * Queries.Length];
        RowBlocks.For(Queries.Length, 64, _threads, (start, end) =>
        {
            for (var i = start; i < end; i++)
            {
                var query = Queries[i];
                Least(_candidates[i], key => -Logit.Of(head, query, key), Attended(i));
            }
        });
    }

    /// <summary>The queries looked at, ascending.</summary>
    public int[] Queries { get; }

    /// <summary>The sequence of each.</summary>
    public int[] Sequences { get; }

    /// <summary>What three keys chosen at random would score.</summary>
    public double? Random => Queries.Length == 0 ? null : _candidates.Average(c => (double)K / (c.End - c.Start));

    /// <summary>The recall in a space of joint points.</summary>
    public double? In(PointBlocks points) => Mean(Hits(points));

    /// <summary>The recall of some hits.</summary>
    public static double? Mean(int[] hits) => hits.Length == 0 ? null : (double)hits.Sum() / (K * hits.Length);

    /// <summary>How many of the keys wanted, 0 to 3, each query has near it.</summary>
    public int[] Hits(PointBlocks points)
    {
        var hits = new int[Queries.Length];
        var (rows, width) = (points.Rows, points.Width);
        RowBlocks.For(Queries.Length, 64, _threads, (start, end) =>
        {
            Span<int> nearest = stackalloc int[K];
            for (var i = start; i < end; i++)
            {
                var query = Queries[i];
                Least(_candidates[i], key => RowDistance.Squared(rows.AsSpan(query * width, width), rows.AsSpan((_queryCount + key) * width, width)), nearest);
                hits[i] = Overlap.Count(nearest, Attended(i));
            }
        });
        return hits;
    }

    /// <summary>The rows of the keys that the i-th query may attend.</summary>
    public (int Start, int End) Candidates(int i) => _candidates[i];

    /// <summary>The rows of the i-th query's most attended keys.</summary>
    public Span<int> Attended(int i) => _attended.AsSpan(i * K, K);

    /// <summary>The candidates of least cost, equal costs by index.</summary>
    private static void Least((int Start, int End) candidates, Func<int, double> cost, Span<int> least)
    {
        Span<double> costs = stackalloc double[K];
        costs.Fill(double.PositiveInfinity);
        for (var key = candidates.Start; key < candidates.End; key++)
        {
            var value = cost(key);
            if (!(value < costs[^1]))
                continue;
            var slot = K - 1;
            for (; slot > 0 && value < costs[slot - 1]; slot--)
                (costs[slot], least[slot]) = (costs[slot - 1], least[slot - 1]);
            (costs[slot], least[slot]) = (value, key);
        }
    }
}
