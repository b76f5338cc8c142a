using AttentionViz.Pipeline.Store;
using StackExchange.Redis;

namespace AttentionViz.Pipeline.Tenants;

/// <summary>Bytes that unfinished jobs were expected to take at their peak when they were let in; what they have written of it is not taken off.</summary>
internal sealed class ExpectedBytes(IConnectionMultiplexer redis)
{
    private readonly IDatabase _db = redis.GetDatabase();

    /// <summary>The bytes of each of these jobs. Others, which have ended since, are forgotten.</summary>
    public async Task<IReadOnlyDictionary<string, long>> ReadAsync(IReadOnlyList<string> unfinished)
    {
        var entries = await _db.HashGetAllAsync(Keys.ExpectedBytes);
        var going = unfinished.ToHashSet();
        RedisValue[] ended = [.. entries.Select(e => e.Name).Where(id => !going.Contains(id.ToString()))];
        if (ended.Length > 0) await _db.HashDeleteAsync(Keys.ExpectedBytes, ended);
        return entries.Where(e => going.Contains(e.Name.ToString())).ToDictionary(e => e.Name.ToString(), e => (long)e.Value);
    }

    public static void Add(ITransaction transaction, Booking booking) => _ = transaction.HashSetAsync(Keys.ExpectedBytes, booking.Id, booking.PeakBytes);

    public static void Remove(ITransaction transaction, Booking booking) => _ = transaction.HashDeleteAsync(Keys.ExpectedBytes, booking.Id);
}
