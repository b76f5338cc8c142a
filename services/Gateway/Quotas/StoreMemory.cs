using System.Globalization;
using StackExchange.Redis;

namespace AttentionViz.Gateway.Quotas;

/// <summary>What a node of the store says of its memory.</summary>
internal static class StoreMemory
{
    /// <summary>Bytes in use, and the most there may be; 0 where the node does not say, or has no bound.</summary>
    public static async Task<(long Used, long Most)> ReadAsync(IServer node)
    {
        // As a plain command: the client library takes its own InfoAsync for administration, which a connection must be opened for.
        var lines = ((string?)await node.ExecuteAsync("INFO", "memory") ?? "").Split('\n', StringSplitOptions.TrimEntries);
        return (Number(lines, "used_memory:"), Number(lines, "maxmemory:"));
    }

    private static long Number(string[] lines, string name) =>
        lines.FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal)) is { } line
            && long.TryParse(line.AsSpan(name.Length), CultureInfo.InvariantCulture, out var value) ? value : 0;
}
