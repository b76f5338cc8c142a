using AttentionViz.V1;

namespace AttentionViz.Pipeline.Atlases.Statistics;

/// <summary>The contract's figures of a head; atlas.proto says how each is defined.</summary>
public static class HeadProfiles
{
    /// <param name="cross">Keys are of another side than queries, so no key is at, before or after a query's own position.</param>
    public static HeadProfile Profile(BehaviourSums sums, bool cross = false)
    {
        var profile = AllOf(sums);
        if (cross) (profile.Previous, profile.Self, profile.Next) = (0, 0, 0);
        return profile;
    }

    private static HeadProfile AllOf(BehaviourSums sums) => new()
    {
        Previous = sums.Mean(BehaviourSums.Distance + DistanceBins.Of(-1)),
        Self = sums.Mean(BehaviourSums.Distance + DistanceBins.Of(0)),
        Next = sums.Mean(BehaviourSums.Distance + DistanceBins.Of(1)),
        First = sums.Mean(BehaviourSums.First),
        Special = sums.Mean(BehaviourSums.Special),
        SameToken = sums.Mean(BehaviourSums.SameToken),
        Entropy = sums.Mean(BehaviourSums.Entropy),
        Induction = sums.Mean(BehaviourSums.Induction),
        Punctuation = sums.Mean(BehaviourSums.Punctuation),
        PreviousScore = Score(sums.AtDistance(-1)),
        NextScore = Score(sums.AtDistance(1)),
        PositionalScore = Score(Positional(sums)),
        SameTokenScore = Score(sums.Mean(BehaviourSums.SameToken, BehaviourSums.SameTokenQueries)),
        SinkScore = Score(sums.Mean(BehaviourSums.Sink)),
        InductionScore = Score(sums.Mean(BehaviourSums.Induction, BehaviourSums.InductionQueries)),
        BroadScore = Score(sums.Mean(BehaviourSums.Breadth, BehaviourSums.Choosing)),
        RowScore = Score(sums.Mean(BehaviourSums.Row, BehaviourSums.RowQueries)),
        ColumnScore = Score(sums.Mean(BehaviourSums.Column, BehaviourSums.ColumnQueries)),
        LocalScore = Score(sums.Mean(BehaviourSums.Local, BehaviourSums.LocalQueries)),
    };

    /// <param name="cross">Keys are of other tokens than queries.</param>
    public static CorpusStatistics Statistics(HeadStatistics sums, bool cross = false)
    {
        var statistics = new CorpusStatistics
        {
            Tokens = (long)sums.Queries.Count,
            KeyTokens = cross ? (long)sums.Keys.Count : 0,
            QueryNorm = sums.Queries.MeanNorm,
            KeyNorm = sums.Keys.MeanNorm,
            QueryVariance = sums.Queries.TotalVariance,
            KeyVariance = sums.Keys.TotalVariance,
        };
        for (var bin = 0; bin < DistanceBins.Count; bin++)
        {
            var (from, to) = DistanceBins.Range(bin);
            statistics.Distances.Add(new DistanceWeight { From = from, To = to, Weight = sums.Behaviour.Mean(BehaviourSums.Distance + bin) });
        }

        return statistics;
    }

    /// <summary>Distances that less than a tenth of the queries have are left out: a few long sequences would decide.</summary>
    private static double Positional(BehaviourSums sums)
    {
        var enough = sums.Values[BehaviourSums.Queries] / 10;
        return Enumerable.Range(-DistanceBins.Exact, DistanceBins.ExactCount)
            .Where(d => sums.Values[BehaviourSums.DistanceQueries + d + DistanceBins.Exact] >= enough)
            .Select(sums.AtDistance).DefaultIfEmpty().Max();
    }

    /// <summary>Sums of rounded weights can pass 1 by a hair.</summary>
    private static double Score(double mean) => Math.Clamp(mean, 0, 1);
}
