using AttentionViz.Bench.QueueSimulation.Cluster;
using AttentionViz.Bench.QueueSimulation.Engine;

namespace AttentionViz.Bench.QueueSimulation.Workload;

/// <summary>The jobs that many users send: mostly small ones, now and then one as large as thousands of them.</summary>
/// <param name="Extracting">Seconds of one extractor that a job takes.</param>
/// <param name="ShardSeconds">Seconds of a shard: what a job takes is cut into so many.</param>
/// <param name="Planning">Seconds of planning for a second of extracting.</param>
/// <param name="HeadSeconds">Seconds of a head.</param>
/// <param name="Deviation">Standard deviation over mean, of shards and heads.</param>
internal sealed record JobMix(BoundedPareto Extracting, double ShardSeconds, double Planning, double HeadSeconds, (double Shard, double Head) Deviation, UnitCosts Costs)
{
    // Share of jobs, heads of the model: a small one, BERT-base, Llama 7B.
    private static readonly (double Share, int Heads)[] Models = [(0.5, 16), (0.4, 144), (0.1, 1024)];

    public static double MeanHeads => Models.Sum(m => m.Share * m.Heads);

    public IEnumerable<JobSize> Jobs(ulong seed)
    {
        for (ulong job = 0; ; job++) yield return Job(Law.Uniform(seed, 3 * job), Law.Uniform(seed, (3 * job) + 1), Law.Uniform(seed, (3 * job) + 2));
    }

    private JobSize Job(double size, double model, double priority)
    {
        var seconds = Extracting.Quantile(size);
        var shards = (int)Math.Ceiling(seconds / ShardSeconds);
        var heads = HeadsOf(model);
        return new JobSize(
            new StageSize(1, new Law(Planning * seconds), 0, Costs.PlanStore * shards, Costs.PlanCommands * shards),
            new StageSize(shards, new Law(seconds / shards, Spread.LogNormal, Deviation.Shard), 0.1 * Costs.ShardStore(heads), 0.9 * Costs.ShardStore(heads), Costs.ShardCommands(heads)),
            new StageSize(heads, new Law(HeadSeconds, Spread.LogNormal, Deviation.Head), Costs.HeadStore + (shards * Costs.HeadStorePerShard), Costs.HeadStore, Costs.HeadCommands),
            priority < 0.1 ? Priority.High : priority < 0.9 ? Priority.Normal : Priority.Low);
    }

    private static int HeadsOf(double u)
    {
        foreach (var (share, heads) in Models)
        {
            if (u <= share) return heads;
            u -= share;
        }

        return Models[^1].Heads;
    }
}
