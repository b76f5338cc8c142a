using AttentionViz.Bench.QueueSimulation.Cluster;
using AttentionViz.Bench.QueueSimulation.Engine;
using AttentionViz.Numerics.Randomness;

namespace AttentionViz.Bench.QueueSimulation.Workload;

/// <summary>The jobs that many users send: mostly small ones, now and then one as large as thousands of them.</summary>
/// <param name="Extracting">Seconds of one extractor that a job takes.</param>
/// <param name="ShardSeconds">Seconds of a shard: what a job takes is cut into so many.</param>
/// <param name="Planning">Seconds of planning for a second of extracting.</param>
/// <param name="HeadSeconds">Seconds of a head.</param>
/// <param name="Deviation">Standard deviation over mean, of shards and heads.</param>
internal sealed record JobMix(BoundedPareto Extracting, double ShardSeconds, double Planning, double HeadSeconds, (double Shard, double Head) Deviation, UnitCosts Costs)
{
    /// <summary>
    /// So many jobs in random order. Their sizes are the middles of as many equal shares of the distribution: else it would hang
    /// on a few draws whether there is a huge job among them at all.
    /// </summary>
    public IReadOnlyList<JobSize> Jobs(int count, ulong seed)
    {
        var random = new SeededRandom(seed);
        int[] shares = [.. Enumerable.Range(0, count)];
        for (var i = count - 1; i > 0; i--)
        {
            var other = random.Next(i + 1);
            (shares[i], shares[other]) = (shares[other], shares[i]);
        }

        return [.. shares.Select(share => Job(Extracting.Quantile((share + 0.5) / count), ModelOf(random.NextDouble()), PriorityOf(random.NextDouble())))];
    }

    /// <param name="seconds">Of one extractor.</param>
    public JobSize Job(double seconds, ModelKind model, Priority priority)
    {
        var shards = (int)Math.Ceiling(seconds / ShardSeconds);
        var (shard, head) = (Costs.ShardStore(model), Costs.HeadSeconds);
        return new JobSize(
            new StageSize(1, new Law(Planning * seconds), 0, Costs.PlanSeconds * shards, Costs.PlanCommands * shards),
            new StageSize(shards, new Law(seconds / shards, Spread.LogNormal, Deviation.Shard), 0.1 * shard, 0.9 * shard, Costs.ShardStoreCommands(model)),
            new StageSize(model.Heads, new Law(HeadSeconds, Spread.LogNormal, Deviation.Head), (0.5 * head) + (shards * Costs.HeadSecondsPerShard), 0.5 * head, Costs.HeadCommands),
            priority);
    }

    private static Priority PriorityOf(double u) => u < 0.1 ? Priority.High : u < 0.9 ? Priority.Normal : Priority.Low;

    private static ModelKind ModelOf(double u)
    {
        foreach (var model in ModelKind.All)
        {
            if (u < model.Share) return model;
            u -= model.Share;
        }

        return ModelKind.All[^1];
    }
}
