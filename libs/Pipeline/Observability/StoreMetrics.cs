using System.Diagnostics.Metrics;
using AttentionViz.Pipeline.Hosting;
using StackExchange.Redis;

namespace AttentionViz.Pipeline.Observability;

/// <summary>
/// Bytes of values that go to the store and come from it, by what they are: the last part of the key (vectors, norms, statistics, tokens,
/// maps, heads, views, plan; of a corpus shards, images). Names of keys and fields are not counted.
/// </summary>
public static class StoreMetrics
{
    private static readonly Counter<long> Written = Telemetry.Meter.CreateCounter<long>("attentionviz.store.written", "By", "Bytes of values written to the store");
    private static readonly Counter<long> FromStore = Telemetry.Meter.CreateCounter<long>("attentionviz.store.read", "By", "Bytes of values read from the store");

    public static void Wrote(RedisKey key, long bytes)
    {
        if (Written.Enabled && bytes > 0) Written.Add(bytes, KindOf(key));
    }

    /// <param name="bytes">Null or 0 where nothing was found, which does not count.</param>
    public static void Read(RedisKey key, long? bytes)
    {
        if (FromStore.Enabled && bytes > 0) FromStore.Add(bytes.Value, KindOf(key));
    }

    private static KeyValuePair<string, object?> KindOf(RedisKey key)
    {
        var name = key.ToString();
        return new("kind", name[(name.LastIndexOf(':') + 1)..]);
    }
}
