using AttentionViz.Pipeline.Jobs;
using AttentionViz.V1;

namespace AttentionViz.Pipeline.Bus;

/// <summary>Names of the queues: those of units bear the kind of unit and the priority.</summary>
public static class UnitQueues
{
    public const string Plan = "plan-job";
    public const string Shard = "extract-shard";
    public const string Head = "project-head";

    /// <summary>Where messages go that were delivered too often without being settled.</summary>
    public const string DeadLetter = "dead-letter";

    public static string Of(string kind, JobPriority priority) => $"{kind}-{priority.ToString().ToLowerInvariant()}";

    /// <summary>The queue in which a unit of a job waits.</summary>
    public static string OfUnit(string unit, JobPriority priority) => Of(
        JobUnit.Kind(unit) switch
        {
            JobUnit.Plan => Plan,
            JobUnit.ShardKind => Shard,
            _ => Head,
        }, priority == JobPriority.Unspecified ? JobPriority.Normal : priority);
}
