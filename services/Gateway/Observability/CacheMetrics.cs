using System.Diagnostics.Metrics;
using AttentionViz.Pipeline.Hosting;

namespace AttentionViz.Gateway.Observability;

/// <summary>How often a part of an atlas was at hand.</summary>
internal static class CacheMetrics
{
    private static readonly Counter<long> Looks = Telemetry.Meter.CreateCounter<long>(
        "attentionviz.cache.requests", "{request}", "Parts asked of the gateway's cache, by result: hit or miss");

    public static void Count(bool hit) => Looks.Add(1, new KeyValuePair<string, object?>("result", hit ? "hit" : "miss"));
}
