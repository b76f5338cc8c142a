using System.Diagnostics.Metrics;
using AttentionViz.Pipeline.Hosting;
using AttentionViz.Pipeline.Observability;

namespace AttentionViz.Projector.Projection;

/// <summary>What is measured of projection, once a stage or a head.</summary>
internal static class ProjectionMetrics
{
    /// <summary>By stage: load head, align, components, neighbours, attended, a map such as tsne-2d, fidelity, store head.</summary>
    public static readonly Histogram<double> StageSeconds = Telemetry.Meter.CreateHistogram(
        "attentionviz.projection.stage.duration", "s", "Time of a stage of projecting a head", advice: Buckets.Seconds);

    private static readonly Counter<long> Projected = Telemetry.Meter.CreateCounter<long>("attentionviz.heads.projected", "{head}", "Heads that were projected and stored");

    public static void AddHead(string modelId) => Projected.Add(1, new KeyValuePair<string, object?>("model", modelId));

    /// <summary>Watches a stage of <see cref="StageRunner"/>. Weights of guided maps are left out of its name: there may be any number of them.</summary>
    public static StageWatch Watch(string stage, TimeProvider clock) =>
        new(StageSeconds, stage.IndexOf("-w", StringComparison.Ordinal) is var weight and > 0 ? stage[..weight] : stage, clock);
}
