namespace AttentionViz.Pipeline.Atlases.Statistics;

/// <summary>Statistics of one query head over every token of a corpus.</summary>
/// <param name="Keys">Of the key head it reads.</param>
public sealed record HeadStatistics(MomentSums Queries, MomentSums Keys, BehaviourSums Behaviour);

/// <summary>What one shard, or several together, give to the statistics of one layer.</summary>
/// <param name="Queries">By query head; null where the head was not asked for.</param>
/// <param name="Keys">By key head; null where no head that was asked for reads it.</param>
/// <param name="Behaviour">By query head; null where the head was not asked for.</param>
public sealed record LayerStatistics(MomentSums?[] Queries, MomentSums?[] Keys, BehaviourSums?[] Behaviour)
{
    /// <summary>Every array of sums with its name, in a fixed order.</summary>
    internal IEnumerable<(string Name, double[] Values)> Parts() =>
    [
        .. Queries.Index().Where(q => q.Item is not null).Select(q => (StatisticsStore.Query(q.Index), q.Item!.Values)),
        .. Keys.Index().Where(k => k.Item is not null).Select(k => (StatisticsStore.Key(k.Index), k.Item!.Values)),
        .. Behaviour.Index().Where(b => b.Item is not null).Select(b => (StatisticsStore.Behaviour(b.Index), b.Item!.Values)),
    ];
}
