using System.Diagnostics.Metrics;
using AttentionViz.Pipeline.Hosting;

namespace AttentionViz.Pipeline.Observability;

/// <summary>Bytes of values that go to the store and come from it, by kind (vectors, norms, statistics, tokens, maps, heads, corpus, images); names of keys and fields are not counted.</summary>
public static class StoreMetrics
{
    private static readonly Counter<long> Written = Telemetry.Meter.CreateCounter<long>("attentionviz.store.written", "By", "Bytes of values written to the store");
    private static readonly Counter<long> FromStore = Telemetry.Meter.CreateCounter<long>("attentionviz.store.read", "By", "Bytes of values read from the store");

    public static void Wrote(string kind, long bytes)
    {
        if (bytes > 0) Written.Add(bytes, new KeyValuePair<string, object?>("kind", kind));
    }

    public static void Read(string kind, long? bytes)
    {
        if (bytes > 0) FromStore.Add(bytes.Value, new KeyValuePair<string, object?>("kind", kind));
    }
}
