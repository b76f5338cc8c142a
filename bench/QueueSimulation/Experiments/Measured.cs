using AttentionViz.Bench.QueueSimulation.Cluster;
using AttentionViz.Bench.QueueSimulation.Workload;

namespace AttentionViz.Bench.QueueSimulation.Experiments;

/// <summary>What bench/Scale measured of the product (docs/scale.md), and what is assumed of a large cluster.</summary>
internal static class Measured
{
    /// <summary>Of the store.</summary>
    public static readonly UnitCosts Costs = new(
        PlanSeconds: 0.002, ShardSeconds: 0.004, SecondsPerByte: 3.6e-9, HeadSeconds: 0.01, HeadSecondsPerShard: 4e-7,
        PlanCommands: 37, ShardCommands: 50, ShardCommandsPerLayer: 55, HeadCommands: 160);

    public static readonly JobMix Mix = new(
        new BoundedPareto(20, 100_000, 1.1), ShardSeconds: 10, Planning: 0.02, HeadSeconds: 1, Deviation: (0.3, 0.3), Costs);

    /// <summary>A worker is lost once a day.</summary>
    public static readonly Rules Rules = new() { CrashEvery = 86_400, RepairSeconds = 60 };

    public static readonly Servers Servers = new(StoreNodes: 8, BusSeconds: 0.0001);
}
