namespace AttentionViz.Bench.QueueSimulation.Workload;

/// <summary>What units take of the store: processor time of one server in seconds, and commands.</summary>
/// <param name="PlanSeconds">Of planning, for each shard of the corpus.</param>
/// <param name="ShardSeconds">Of a shard, whatever the model.</param>
/// <param name="SecondsPerByte">Of the statistics that a shard writes.</param>
/// <param name="HeadSeconds">Of a head, half of it before it is projected.</param>
/// <param name="HeadSecondsPerShard">Of a head for each shard of the corpus: it reads the whole plan.</param>
internal sealed record UnitCosts(
    double PlanSeconds, double ShardSeconds, double SecondsPerByte, double HeadSeconds, double HeadSecondsPerShard,
    double PlanCommands, double ShardCommands, double ShardCommandsPerLayer, double HeadCommands)
{
    /// <summary>Statistics are written, read to be added up sixteen at a time, and their sums written and read again.</summary>
    private const double Passes = 2 * 16.0 / 15;

    public double ShardStore(ModelKind model) => ShardSeconds + (Passes * model.StatisticsBytes * SecondsPerByte);

    public double ShardStoreCommands(ModelKind model) => ShardCommands + (model.Layers * ShardCommandsPerLayer);
}

/// <summary>A model that jobs are over.</summary>
/// <param name="Share">Of the jobs.</param>
internal sealed record ModelKind(double Share, int Layers, int HeadsOfLayer, int Width)
{
    // Numbers of what a head attends to, beside the moments of queries and keys.
    private const int Behaviour = 96;

    public static readonly ModelKind Small = new(0.5, 4, 4, 32);

    /// <summary>By share: a small one, BERT-base, a Llama 7B.</summary>
    public static readonly IReadOnlyList<ModelKind> All = [Small, new(0.4, 12, 12, 64), new(0.1, 32, 32, 128)];

    public static double MeanHeads => All.Sum(m => m.Share * m.Heads);

    public int Heads => Layers * HeadsOfLayer;

    /// <summary>That one shard writes: float64 sums of every head.</summary>
    public double StatisticsBytes => 8.0 * Heads * ((2 * (2 + Width + (Width * (Width + 1) / 2))) + Behaviour);
}
