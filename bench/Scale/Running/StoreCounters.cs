using System.Globalization;
using StackExchange.Redis;

namespace AttentionViz.Bench.Scale.Running;

/// <summary>What Redis has counted since it started.</summary>
/// <param name="BytesIn">Received over the network; <paramref name="BytesOut"/> sent.</param>
/// <param name="Transactions">Those carried out, or refused for a watched key that had changed.</param>
/// <param name="GivenUp">Transactions that were not begun, for a condition did not hold.</param>
internal sealed record StoreCounters(long BytesIn, long BytesOut, long Commands, long Transactions, long GivenUp, long UsedBytes, long PeakBytes)
{
    public static async Task<StoreCounters> ReadAsync(IServer server)
    {
        var info = (await server.InfoAsync("all")).SelectMany(g => g).ToDictionary(p => p.Key, p => p.Value);
        var commands = info.Where(p => p.Key.StartsWith("cmdstat_", StringComparison.Ordinal)).ToDictionary(p => p.Key, p => Parts(p.Value));
        long Calls(string command) => commands.TryGetValue($"cmdstat_{command}", out var of) ? Number(of["calls"]) : 0;
        return new StoreCounters(
            Number(info["total_net_input_bytes"]), Number(info["total_net_output_bytes"]), Number(info["total_commands_processed"]),
            Calls("exec"), Calls("unwatch"),
            Number(info["used_memory"]), Number(info["used_memory_peak"]));
    }

    public StoreCounters Since(StoreCounters earlier) => this with
    {
        BytesIn = BytesIn - earlier.BytesIn,
        BytesOut = BytesOut - earlier.BytesOut,
        Commands = Commands - earlier.Commands,
        Transactions = Transactions - earlier.Transactions,
        GivenUp = GivenUp - earlier.GivenUp,
    };

    private static Dictionary<string, string> Parts(string text) => text.Split(',').Select(p => p.Split('=')).ToDictionary(p => p[0], p => p[1]);

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
