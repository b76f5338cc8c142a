using System.Globalization;
using AttentionViz.Pipeline.Jobs;
using AttentionViz.Pipeline.Store;
using AttentionViz.V1;
using StackExchange.Redis;

namespace AttentionViz.Pipeline.Tenants;

/// <summary>Bytes that a tenant's corpora and jobs take in the store.</summary>
internal sealed class StoredBytes(IConnectionMultiplexer redis, TimeProvider clock)
{
    private const string Measured = "measured";

    // Looked at with each booking, which adds one: so what is gone leaves the account also where no quota makes it count.
    private const int Few = 16;

    private readonly IDatabase _db = redis.GetDatabase();

    /// <summary>Bytes kept; up to <paramref name="most"/> the figure may include some that are gone.</summary>
    public async Task<long> SumAsync(string tenant, long most)
    {
        var key = Keys.BytesOf(tenant);
        var entries = await _db.HashGetAllAsync(key);
        var sum = entries.Sum(BytesOf);
        if (sum >= most) return (await Task.WhenAll(entries.Select(e => RenewAsync(key, e)))).Sum();
        // Others each time.
        var first = entries.Length > 0 ? (int)(clock.GetUtcNow().Ticks % entries.Length) : 0;
        await Task.WhenAll(entries.Skip(first).Concat(entries.Take(first)).Take(Few).Select(e => RenewAsync(key, e)));
        return sum;
    }

    public void Add(ITransaction transaction, Booking booking) =>
        _ = transaction.HashSetAsync(Keys.BytesOf(booking.Tenant), Field(booking), Text(booking.Bytes, $"{clock.GetUtcNow().ToUnixTimeMilliseconds()}"));

    public static void Remove(ITransaction transaction, Booking booking) =>
        _ = transaction.HashDeleteAsync(Keys.BytesOf(booking.Tenant), Field(booking));

    private static string Field(Booking booking) => $"{(booking.IsJob ? 'j' : 'c')}:{booking.Id}";

    /// <param name="since">When it was booked, or that it was measured.</param>
    private static string Text(long bytes, string since) => string.Create(CultureInfo.InvariantCulture, $"{bytes}:{since}");

    private static long BytesOf(HashEntry entry) => long.Parse(entry.Value.ToString().Split(':')[0], CultureInfo.InvariantCulture);

    /// <summary>What is gone leaves the account; a job that has ended is measured, once.</summary>
    private async Task<long> RenewAsync(RedisKey key, HashEntry entry)
    {
        var (isJob, id, since) = (entry.Name.ToString()[0] == 'j', entry.Name.ToString()[2..], entry.Value.ToString().Split(':')[1]);
        var state = isJob ? (JobState)(int)await _db.HashGetAsync(Keys.Job(id), "state") : JobState.Unspecified;
        if (isJob ? state == JobState.Unspecified : !await _db.KeyExistsAsync(Keys.Corpus(id)))
        {
            // Booked just now, its record is still on its way.
            if (since != Measured && long.Parse(since, CultureInfo.InvariantCulture) > UnfinishedJobs.GraceLimit(clock)) return BytesOf(entry);
            await _db.HashDeleteAsync(key, entry.Name);
            return 0;
        }

        if (!state.IsFinal() || since == Measured) return BytesOf(entry);
        var bytes = (await Task.WhenAll(Keys.OfJob(id).Select(MeasureAsync))).Sum();
        await _db.HashSetAsync(key, entry.Name, Text(bytes, Measured));
        return bytes;
    }

    private async Task<long> MeasureAsync(RedisKey key)
    {
        var size = await _db.ExecuteAsync("MEMORY", "USAGE", key);
        return size.IsNull ? 0 : (long)size;
    }
}
