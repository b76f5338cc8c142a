using AttentionViz.Bench.QueueSimulation.Engine;

namespace AttentionViz.Bench.QueueSimulation.Cluster;

/// <summary>The units of one kind of a job.</summary>
/// <param name="Seconds">That a unit computes.</param>
/// <param name="Reading">Seconds of the store's time that a unit takes before it computes.</param>
/// <param name="Writing">The same after it.</param>
/// <param name="Commands">Commands to the store.</param>
internal readonly record struct StageSize(int Units, Law Seconds, double Reading = 0, double Writing = 0, double Commands = 0)
{
    /// <summary>Expected seconds of computing, all units together.</summary>
    public double Work => Units * Seconds.Mean;
}

/// <summary>What a job asks for. A kind without units is passed over.</summary>
internal sealed record JobSize(StageSize Plan, StageSize Shards, StageSize Heads, Priority Priority = Priority.Normal)
{
    public StageSize Of(Kind kind) => kind switch
    {
        Kind.Plan => Plan,
        Kind.Shard => Shards,
        _ => Heads,
    };

    /// <summary>Expected seconds where the job has a cluster to itself and the servers cost nothing.</summary>
    public double Alone(Setup setup) => Enum.GetValues<Kind>().Sum(kind =>
        Of(kind).Units == 0 ? 0 : Math.Max(Of(kind).Seconds.Mean, Of(kind).Work / setup.Of(kind).AllEngines));
}
