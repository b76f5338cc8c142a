using AttentionViz.Pipeline.Jobs;
using AttentionViz.Pipeline.Store;
using AttentionViz.V1;
using StackExchange.Redis;

namespace AttentionViz.Pipeline.Tenants;

/// <summary>The jobs that are queued or running.</summary>
internal sealed class UnfinishedJobs(IConnectionMultiplexer redis, TimeProvider clock)
{
    // Longer than anything needs from its booking to its record.
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(2);

    private readonly IDatabase _db = redis.GetDatabase();

    /// <summary>Jobs that have not ended; up to <paramref name="most"/> the figure may include some that have.</summary>
    public async Task<long> CountAsync(RedisKey key, long most)
    {
        var count = await _db.SortedSetLengthAsync(key);
        if (count < most) return count;
        var entries = await _db.SortedSetRangeByRankWithScoresAsync(key);
        var states = await Task.WhenAll(entries.Select(e => _db.HashGetAsync(Keys.Job(e.Element.ToString()), "state")));
        var grace = GraceLimit(clock);
        var ended = entries.Where((e, i) => states[i].IsNull ? e.Score < grace : ((JobState)(int)states[i]).IsFinal()).Select(e => e.Element).ToArray();
        if (ended.Length > 0) await _db.SortedSetRemoveAsync(key, ended);
        return entries.Length - ended.Length;
    }

    /// <summary>What was booked before this (Unix milliseconds) and has no record never came about.</summary>
    public static long GraceLimit(TimeProvider clock) => (clock.GetUtcNow() - Grace).ToUnixTimeMilliseconds();

    public void Add(ITransaction transaction, Booking booking)
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        _ = transaction.SortedSetAddAsync(Keys.Unfinished, booking.Id, now);
        _ = transaction.SortedSetAddAsync(Keys.UnfinishedOf(booking.Tenant), booking.Id, now);
    }

    public static void Remove(ITransaction transaction, Booking booking)
    {
        _ = transaction.SortedSetRemoveAsync(Keys.Unfinished, booking.Id);
        _ = transaction.SortedSetRemoveAsync(Keys.UnfinishedOf(booking.Tenant), booking.Id);
    }
}
