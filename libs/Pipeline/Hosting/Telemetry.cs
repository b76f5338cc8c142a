using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace AttentionViz.Pipeline.Hosting;

/// <summary>The one name under which every service traces and measures.</summary>
public static class Telemetry
{
    public const string Name = "AttentionViz";

    public static readonly ActivitySource Activities = new(Name);

    public static readonly Meter Meter = new(Name);

    /// <summary>Seconds that a unit of a job took, by kind (plan, shard, head) and outcome (done, stopped, failed, retried).</summary>
    public static readonly Histogram<double> UnitSeconds = Meter.CreateHistogram<double>(
        "attentionviz.unit.duration", "s", "Time that a unit of a job took");
}
