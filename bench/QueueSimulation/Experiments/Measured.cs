using AttentionViz.Bench.QueueSimulation.Cluster;
using AttentionViz.Bench.QueueSimulation.Workload;

namespace AttentionViz.Bench.QueueSimulation.Experiments;

/// <summary>What bench/Scale measured of the product (docs/scale.md), and what is assumed of a large cluster.</summary>
internal static class Measured
{
    /// <summary>Seconds of one Redis thread, and commands.</summary>
    public static readonly UnitCosts Costs = new(
        PlanStore: 0.0001, ShardBase: 0.0004, ShardPerHead: 0.00004, HeadStore: 0.0005, HeadStorePerShard: 0.0000004,
        PlanCommands: 8, ShardBaseCommands: 60, ShardCommandsPerHead: 6, HeadCommands: 60);

    public static readonly JobMix Mix = new(
        new BoundedPareto(20, 100_000, 1.1), ShardSeconds: 10, Planning: 0.02, HeadSeconds: 1, Deviation: (0.3, 0.3), Costs);

    /// <summary>A worker is lost once a day.</summary>
    public static readonly Rules Rules = new() { CrashEvery = 86_400, RepairSeconds = 60 };

    public static readonly Servers Servers = new(StoreNodes: 8, BusSeconds: 0.0001);
}
