namespace AttentionViz.Bench.QueueSimulation.Workload;

/// <summary>What units take of the store: seconds of one server's thread, and commands.</summary>
/// <param name="PlanStore">For each shard of the corpus.</param>
/// <param name="ShardBase">Of a shard, whatever the model.</param>
/// <param name="ShardPerHead">Of a shard for each head.</param>
/// <param name="HeadStore">Of a head, half of it before it is projected.</param>
/// <param name="HeadStorePerShard">Of a head for each shard of the corpus: it reads the whole plan.</param>
internal sealed record UnitCosts(
    double PlanStore, double ShardBase, double ShardPerHead, double HeadStore, double HeadStorePerShard,
    double PlanCommands, double ShardBaseCommands, double ShardCommandsPerHead, double HeadCommands)
{
    public static readonly UnitCosts None = new(0, 0, 0, 0, 0, 0, 0, 0, 0);

    public double ShardStore(int heads) => ShardBase + (heads * ShardPerHead);

    public double ShardCommands(int heads) => ShardBaseCommands + (heads * ShardCommandsPerHead);
}
