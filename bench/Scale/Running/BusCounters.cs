using System.Globalization;
using System.Text.RegularExpressions;
using AttentionViz.Testing.Servers;

namespace AttentionViz.Bench.Scale.Running;

/// <summary>What RabbitMQ has counted since it started.</summary>
/// <param name="Published">Messages that it received.</param>
/// <param name="Redelivered">Messages that it gave out more than once.</param>
/// <param name="MemoryBytes">That it has in use now.</param>
internal sealed partial record BusCounters(long Published, long Delivered, long Redelivered, long MemoryBytes)
{
    public static async Task<BusCounters> ReadAsync(RabbitMqServer server, CancellationToken stop)
    {
        var counters = await server.EvaluateAsync("rabbit_global_counters:overview().", stop);
        var memory = await server.EvaluateAsync("erlang:memory(total).", stop);
        return new BusCounters(
            Sum(counters, "messages_received_total"), Sum(counters, "messages_delivered_total"), Sum(counters, "messages_redelivered_total"),
            long.Parse(memory.Trim(), CultureInfo.InvariantCulture));
    }

    public BusCounters Since(BusCounters earlier) => this with
    {
        Published = Published - earlier.Published,
        Delivered = Delivered - earlier.Delivered,
        Redelivered = Redelivered - earlier.Redelivered,
    };

    /// <summary>Over protocols and kinds of queues.</summary>
    private static long Sum(string counters, string name) =>
        Figure().Matches(counters).Where(m => m.Groups["name"].Value == name).Sum(m => long.Parse(m.Groups["value"].Value, CultureInfo.InvariantCulture));

    [GeneratedRegex(@"(?<name>\w+)\s*=>\s*(?<value>\d+)")]
    private static partial Regex Figure();
}
