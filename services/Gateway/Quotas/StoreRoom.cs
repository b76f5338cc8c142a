using System.Globalization;
using AttentionViz.Gateway.Errors;
using AttentionViz.Pipeline.Store;
using AttentionViz.Pipeline.Tenants;
using Grpc.Core;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace AttentionViz.Gateway.Quotas;

/// <summary>
/// Refuses what the store has no memory for, before it is full. Redis keeps what it has (noeviction), so a full store would fail whatever
/// runs at that moment.
/// </summary>
internal sealed class StoreRoom(IConnectionMultiplexer redis, TenantAccounts accounts, IOptions<StoreOptions> options)
{
    // Jobs end, and what has expired goes, within minutes.
    private static readonly TimeSpan RoomSoon = TimeSpan.FromMinutes(1);

    /// <summary>Bytes that the node of a key may still take; unfinished jobs of that node have theirs already.</summary>
    /// <returns>The room, the bound, and what is in use or promised; the largest number there is where there is no bound.</returns>
    public async Task<(long Room, long Limit, long Taken)> LookAsync(RedisKey near)
    {
        var node = redis.GetServer(near);
        var memory = (await node.InfoAsync("memory")).SelectMany(part => part).ToDictionary(line => line.Key, line => line.Value);
        var limit = options.Value.MaxBytes > 0 ? options.Value.MaxBytes : Number(memory, "maxmemory") / 10 * 9;
        if (limit == 0) return (long.MaxValue, long.MaxValue, 0);
        var expected = await accounts.ExpectedBytesAsync();
        var taken = Number(memory, "used_memory") + expected.Where(job => IsOn(node, Keys.Job(job.Key))).Sum(job => job.Value);
        return (Math.Max(0, limit - taken), limit, taken);
    }

    /// <exception cref="RpcException">There is less.</exception>
    public async Task RequireAsync(RedisKey near, long bytes)
    {
        var (room, limit, taken) = await LookAsync(near);
        if (bytes > room) throw Full(bytes, limit, taken);
    }

    public static RpcException Full(long bytes, long limit, long taken) => Fault.Exhausted(
        "STORE_FULL", $"this needs about {bytes} bytes of the store, of whose {limit} bytes {taken} are in use or promised to jobs under way; delete jobs or corpora, wait until some expire or end, or ask for less (token_budget)",
        bytes <= limit ? RoomSoon : null, ("limit", limit.ToString(CultureInfo.InvariantCulture)));

    private static bool IsOn(IServer node, RedisKey key) => node.ClusterConfiguration?.GetBySlot(key) is not { } holder || Equals(holder.EndPoint, node.EndPoint);

    private static long Number(Dictionary<string, string> memory, string name) =>
        memory.TryGetValue(name, out var text) && long.TryParse(text, CultureInfo.InvariantCulture, out var value) ? value : 0;
}
