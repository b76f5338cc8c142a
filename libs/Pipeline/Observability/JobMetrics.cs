using System.Diagnostics.Metrics;
using AttentionViz.Pipeline.Hosting;
using AttentionViz.V1;

namespace AttentionViz.Pipeline.Observability;

/// <summary>Jobs that came and went.</summary>
public static class JobMetrics
{
    private static readonly Counter<long> Begun = Telemetry.Meter.CreateCounter<long>("attentionviz.jobs.submitted", "{job}", "Jobs taken in");
    private static readonly Counter<long> Over = Telemetry.Meter.CreateCounter<long>("attentionviz.jobs.ended", "{job}", "Jobs that ended, by state and, of failed ones, reason");

    public static void Submitted() => Begun.Add(1);

    /// <param name="failure">Why it failed; its reason is one of a fixed set.</param>
    internal static void Ended(JobState state, Failure? failure)
    {
        var name = NameOf(state);
        if (failure is null) Over.Add(1, new KeyValuePair<string, object?>("state", name));
        else Over.Add(1, new("state", name), new("reason", failure.Reason));
    }

    public static string NameOf(JobState state) => state.ToString().ToLowerInvariant();
}
