using AttentionViz.Bench.Scale.Statistics;
using AttentionViz.Pipeline.Atlases.Statistics;

namespace AttentionViz.Bench.Scale.Estimates;

/// <summary>What a job would cost, by formula from what was measured. The formulas stand in docs/scale.md.</summary>
internal sealed class Estimate(Demand demand, UnitCosts costs, StatisticsCost statistics)
{
    /// <summary>Processor time of Redis for a byte of a value, received or sent; measured by "contention".</summary>
    private const double SecondsPerByte = 2.5e-9;

    /// <summary>The merge tree writes a sum for sixteen parts and reads all it adds.</summary>
    private const double Merged = 16.0 / 15;

    private readonly ModelShape _model = demand.Model;

    public double GpuHours(Gpu gpu, double utilisation) => demand.Tokens * _model.Flops(demand.Length) / (gpu.Teraflops * 1e12 * utilisation) / 3600;

    /// <summary>Of one core, beside the GPUs.</summary>
    public double StatisticsHours => demand.Tokens * _model.AllHeads * statistics.Microseconds / 1e6 / 3600;

    /// <summary>Of one core; one worker plans a whole corpus.</summary>
    public double PlanningHours => demand.Tokens / costs.PlanTokensPerSecond / 3600;

    /// <summary>Of one core.</summary>
    public double ProjectionHours => _model.AllHeads * costs.ProjectionSeconds(demand.Budget) / 3600;

    public double CorpusBytes => demand.Tokens * costs.CorpusBytes;

    public double ShardBytes => demand.Shards * costs.ShardBytes;

    public double SampleBytes => (double)_model.AllHeads * demand.Budget * (_model.VectorBytes + costs.DrawnBytes);

    public double HeadBytes => _model.AllHeads * (costs.HeadBytes + StatisticsBytes);

    public double StoreBytes => CorpusBytes + ShardBytes + SampleBytes + HeadBytes;

    /// <summary>Statistics of one shard, of all heads.</summary>
    public double ShardStatisticsBytes => _model.AllHeads * StatisticsBytes;

    /// <summary>To Redis and from it, while the corpus is extracted: statistics are written, read to be added, and their sums written.</summary>
    public double StatisticsTraffic => 2 * Merged * demand.Shards * ShardStatisticsBytes;

    /// <summary>Text comes once and goes out twice.</summary>
    public double CorpusTraffic => 3 * CorpusBytes;

    /// <summary>Every head reads the plan of every shard.</summary>
    public double PlanTraffic => _model.AllHeads * demand.Shards * costs.PlanBytes;

    public double SampleTraffic => 2 * SampleBytes;

    public double Messages => 1 + demand.Shards + _model.AllHeads;

    public double RedisCommands => (demand.Shards * (costs.PlanCommands + costs.ShardCommands.Base + (_model.Layers * costs.ShardCommands.Layer))) + (_model.AllHeads * costs.HeadCommands);

    /// <summary>Hours of the thread of the one Redis that holds the job.</summary>
    public double RedisHours => ((demand.Shards * (costs.ShardSeconds.Base + (_model.Layers * costs.ShardSeconds.Layer)))
        + ((StatisticsTraffic + CorpusTraffic + PlanTraffic + SampleTraffic) * SecondsPerByte) + (_model.AllHeads * costs.HeadSeconds)) / 3600;

    /// <summary>Seconds that a shard keeps one GPU busy.</summary>
    public double ShardGpuSeconds(Gpu gpu, double utilisation) => GpuHours(gpu, utilisation) * 3600 / demand.Shards;

    private double StatisticsBytes => _model.StatisticsBytes(BehaviourSums.Length);
}
