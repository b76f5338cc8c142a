using AttentionViz.Numerics.Neighbours;

namespace AttentionViz.Numerics.Fidelity;

/// <summary>
/// attention_recall_3: of a query's 3 most attended keys of its own sequence, the share found among its 3 nearest of the
/// keys it may attend. Queries with 3 such keys or fewer are left out: whatever the map, they would score 1.
/// </summary>
internal sealed class SequenceRecall
{
    private const int K = 3;
    private readonly int _queryCount;
    private readonly int[] _queries;
    private readonly (int Start, int End)[] _candidates;
    private readonly int[] _attended;

    public SequenceRecall(HeadVectors head, FidelityOptions options)
    {
        _queryCount = head.QueryCount;
        var candidates = new (int Start, int End)[head.QueryCount];
        var eligible = new List<int>();
        for (var s = 0; s < head.Sequences; s++)
        {
            for (var i = head.QueryStarts[s]; i < head.QueryStarts[s + 1]; i++)
            {
                candidates[i] = head.Attendable(s, i);
                if (candidates[i].End - candidates[i].Start > K)
                    eligible.Add(i);
            }
        }

        _queries = SeededSubset.Choose([.. eligible], options.MaxQueries, options.Seed);
        _candidates = [.. _queries.Select(q => candidates[q])];
        _attended = new int[K * _queries.Length];
        for (var i = 0; i < _queries.Length; i++)
        {
            var query = _queries[i];
            Least(_candidates[i], key => -Logit.Of(head, query, key), _attended.AsSpan(i * K, K));
        }
    }

    /// <summary>What three keys chosen at random would score.</summary>
    public double? Random => _queries.Length == 0 ? null : _candidates.Average(c => (double)K / (c.End - c.Start));

    /// <summary>The recall in a space of joint points.</summary>
    public double? In(PointBlocks points)
    {
        if (_queries.Length == 0)
            return null;
        Span<int> nearest = stackalloc int[K];
        var hits = 0;
        for (var i = 0; i < _queries.Length; i++)
        {
            var query = _queries[i];
            Least(_candidates[i], key => points.SquaredDistance(query, _queryCount + key), nearest);
            foreach (var key in nearest)
                hits += _attended.AsSpan(i * K, K).Contains(key) ? 1 : 0;
        }

        return (double)hits / (K * _queries.Length);
    }

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
