using AttentionViz.Pipeline.Jobs;
using AttentionViz.Pipeline.Store;
using AttentionViz.V1;
using StackExchange.Redis;

namespace AttentionViz.Pipeline.Tenants;

/// <summary>The jobs that are queued or running.</summary>
internal sealed class UnfinishedJobs(IConnectionMultiplexer redis, TimeProvider clock)
{
    // Looked at with each booking, which adds one: so what has ended goes also where no bound makes it count.
    private const int Few = 16;
    private const int All = -1;

    // Longer than anything needs from its booking to its record.
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(2);

    private readonly IDatabase _db = redis.GetDatabase();

    /// <summary>Jobs that have not ended; up to <paramref name="most"/> the figure may include some that have.</summary>
    public async Task<long> CountAsync(RedisKey key, long most)
    {
        var count = await _db.SortedSetLengthAsync(key);
        if (count >= most) return (await LookAsync(key, All)).Going.Count;
        return count - (await LookAsync(key, Few - 1)).Ended;
    }

    /// <summary>Those that have not ended, oldest first.</summary>
    public async Task<IReadOnlyList<string>> ListAsync(RedisKey key) => (await LookAsync(key, All)).Going;

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

    /// <summary>Looks at the oldest, up to that rank, and takes out those that have ended.</summary>
    private async Task<(IReadOnlyList<string> Going, int Ended)> LookAsync(RedisKey key, int last)
    {
        var entries = await _db.SortedSetRangeByRankWithScoresAsync(key, 0, last);
        var states = await Task.WhenAll(entries.Select(e => _db.HashGetAsync(Keys.Job(e.Element.ToString()), "state")));
        var grace = GraceLimit(clock);
        var ended = entries.Where((e, i) => states[i].IsNull ? e.Score < grace : ((JobState)(int)states[i]).IsFinal()).Select(e => e.Element).ToHashSet();
        if (ended.Count > 0) await _db.SortedSetRemoveAsync(key, [.. ended]);
        return ([.. entries.Select(e => e.Element).Where(id => !ended.Contains(id)).Select(id => id.ToString())], ended.Count);
    }
}
