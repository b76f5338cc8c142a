using AttentionViz.Numerics.Neighbours;
using AttentionViz.Numerics.Pairs;

namespace AttentionViz.Numerics.Fidelity;

/// <summary>Spearman correlation of logit and distance over same-sequence query-key pairs, in any space.</summary>
internal sealed class LogitCorrelation
{
    private readonly SameSequencePairs _pairs;
    private readonly double[] _logitRanks;
    private readonly int _queries;

    public LogitCorrelation(HeadVectors head, int maxPairs, ulong seed)
    {
        _queries = head.QueryCount;
        _pairs = SameSequencePairs.Sample(head, maxPairs, seed);
        var logits = new double[_pairs.Count];
        for (var p = 0; p < logits.Length; p++)
            logits[p] = Logit.Of(head, _pairs.Queries[p], _pairs.Keys[p]);
        _logitRanks = Spearman.Ranks(logits);
    }

    /// <summary>The correlation in a space of joint points: all queries, then all keys.</summary>
    public double? In(PointBlocks points)
    {
        var distances = new double[_pairs.Count];
        for (var p = 0; p < distances.Length; p++)
            distances[p] = points.SquaredDistance(_pairs.Queries[p], _queries + _pairs.Keys[p]);
        return Spearman.Correlation(_logitRanks, Spearman.Ranks(distances));
    }
}
