namespace AttentionViz.Numerics.Fidelity;

/// <summary>The figures that look at neighbours among all points; null where there are too few points to define one.</summary>
internal readonly record struct NeighbourFigures(
    double? Mixing, double? AttentionRecall10, double? KnnRecall10, double? WithinTypeKnnRecall, double? Trustworthiness12)
{
    /// <summary>Neighbours of the recalls.</summary>
    public const int RecallK = 10;

    /// <summary>Neighbours of trustworthiness.</summary>
    public const int TrustK = 12;

    /// <summary>Neighbours of mixing.</summary>
    public const int MixingK = 20;

    /// <summary>The figures from what a query and what a key scores in the mean.</summary>
    public static NeighbourFigures Of(int queries, int keys, NeighbourScore query, NeighbourScore key)
    {
        double n = queries + keys;
        // A kind counts when its points have more neighbours than are asked for: else the recall is 1 whatever the map.
        double queriesOfKind = queries > RecallK + 1 ? queries : 0, keysOfKind = keys > RecallK + 1 ? keys : 0, ofKind = queriesOfKind + keysOfKind;
        var penalty = ((queries * query.Penalty) + (keys * key.Penalty)) / n;
        return new NeighbourFigures(
            n > MixingK + 1 && queries > 0 ? query.Keys / MixingK : null,
            keys > RecallK && queries > 0 ? query.Attended / RecallK : null,
            n > RecallK + 1 ? ((queries * query.Near) + (keys * key.Near)) / (RecallK * n) : null,
            ofKind > 0 ? ((queriesOfKind * query.NearOfKind) + (keysOfKind * key.NearOfKind)) / (RecallK * ofKind) : null,
            n > 2 * TrustK ? 1 - (2 * penalty / (TrustK * ((2 * n) - (3 * TrustK) - 1))) : null);
    }

    /// <summary>What neighbours drawn at random give in expectation, in closed form.</summary>
    public static NeighbourFigures AtRandom(int queries, int keys)
    {
        double others = queries + keys - 1;
        // A random neighbour's rank is uniform over 1..others; this is k times the mean of max(0, rank - k).
        var penalty = TrustK * (others - TrustK) * (others - TrustK + 1) / (2 * others);
        NeighbourScore Mean(int ofKind) => new(
            MixingK * keys / others, RecallK * RecallK / (double)keys, RecallK * RecallK / others, RecallK * RecallK / (ofKind - 1.0), penalty);
        return Of(queries, keys, Mean(queries), Mean(keys));
    }
}

/// <summary>What one point, or the mean point, scores.</summary>
/// <param name="Keys">Keys among its 20 nearest points.</param>
/// <param name="Attended">Of its 10 nearest keys, those among its 10 most attended.</param>
/// <param name="Near">Of its 10 nearest points, those among its 10 nearest in aligned space.</param>
/// <param name="NearOfKind">The same among points of its kind.</param>
/// <param name="Penalty">See <see cref="RankPenalty"/>.</param>
internal readonly record struct NeighbourScore(double Keys, double Attended, double Near, double NearOfKind, double Penalty)
{
    /// <summary>Zeros for none.</summary>
    public static NeighbourScore Mean(ReadOnlySpan<NeighbourScore> scores)
    {
        double keys = 0, attended = 0, near = 0, nearOfKind = 0, penalty = 0;
        foreach (var score in scores)
        {
            keys += score.Keys;
            attended += score.Attended;
            near += score.Near;
            nearOfKind += score.NearOfKind;
            penalty += score.Penalty;
        }

        double n = Math.Max(1, scores.Length);
        return new NeighbourScore(keys / n, attended / n, near / n, nearOfKind / n, penalty / n);
    }
}
