using System.Diagnostics;
using System.Diagnostics.Metrics;
using AttentionViz.Pipeline.Observability;

namespace AttentionViz.Pipeline.Hosting;

/// <summary>The one name under which every service traces and measures, and what is measured of units.</summary>
public static class Telemetry
{
    public const string Name = "AttentionViz";

    public static readonly ActivitySource Activities = new(Name);

    public static readonly Meter Meter = new(Name);

    /// <summary>Seconds that a unit of a job took, by kind (plan, shard, head) and outcome (done, stopped, failed, retried).</summary>
    public static readonly Histogram<double> UnitSeconds = Meter.CreateHistogram(
        "attentionviz.unit.duration", "s", "Time that a unit of a job took", advice: Buckets.Seconds);

    /// <summary>Seconds from the sending of a unit's message to the start of the work, by kind and priority.</summary>
    public static readonly Histogram<double> UnitWait = Meter.CreateHistogram(
        "attentionviz.unit.wait", "s", "Time that a unit waited in its queue and at the gate", advice: Buckets.Seconds);

    /// <summary>Messages that came a second time, by kind.</summary>
    public static readonly Counter<long> UnitsRedelivered = Meter.CreateCounter<long>(
        "attentionviz.unit.redelivered", "{message}", "Messages of units that were delivered again");

    /// <summary>Messages given up after too many deliveries, by kind.</summary>
    public static readonly Counter<long> UnitsDeadLettered = Meter.CreateCounter<long>(
        "attentionviz.unit.dead_lettered", "{message}", "Messages of units that were given up after too many deliveries");

    /// <summary>Units whose message was lost and published again, by kind.</summary>
    public static readonly Counter<long> UnitsRescued = Meter.CreateCounter<long>(
        "attentionviz.unit.rescued", "{message}", "Units whose message was lost and published again");
}
