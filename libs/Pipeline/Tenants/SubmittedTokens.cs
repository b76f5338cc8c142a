using System.Globalization;
using AttentionViz.Pipeline.Store;
using StackExchange.Redis;

namespace AttentionViz.Pipeline.Tenants;

/// <summary>Tokens over which jobs were submitted, by hour, so that what is older than a day expires by itself.</summary>
internal sealed class SubmittedTokens(IConnectionMultiplexer redis, TimeProvider clock)
{
    private const int Hours = 24;

    private readonly IDatabase _db = redis.GetDatabase();

    /// <summary>The jobs of the last 24 hours, oldest first.</summary>
    public async Task<IReadOnlyList<(DateTimeOffset Time, long Tokens)>> ReadAsync(string tenant)
    {
        var now = clock.GetUtcNow();
        var keys = Enumerable.Range(0, Hours + 1).Select(ago => Keys.TokensOf(tenant, HourOf(now) - ago)).ToArray();
        var entries = await Task.WhenAll(keys.Select(key => _db.HashGetAllAsync(key)));
        var jobs = await Task.WhenAll(keys.Zip(entries).SelectMany(hour => hour.Second.Select(e => ReadAsync(hour.First, e))));
        return [.. jobs.Where(j => j.Time > now.AddHours(-Hours)).OrderBy(j => j.Time)];
    }

    public void Add(ITransaction transaction, Booking booking)
    {
        var now = clock.GetUtcNow();
        var key = Keys.TokensOf(booking.Tenant, HourOf(now));
        _ = transaction.HashSetAsync(key, booking.Id, Text(now, booking.Tokens, counted: false));
        _ = transaction.KeyExpireAsync(key, TimeSpan.FromHours(Hours + 2));
    }

    public void Remove(ITransaction transaction, Booking booking)
    {
        var hour = HourOf(clock.GetUtcNow());
        _ = transaction.HashDeleteAsync(Keys.TokensOf(booking.Tenant, hour), booking.Id);
        _ = transaction.HashDeleteAsync(Keys.TokensOf(booking.Tenant, hour - 1), booking.Id);
    }

    /// <summary>What was expected is replaced by what planning counted.</summary>
    private async Task<(DateTimeOffset Time, long Tokens)> ReadAsync(RedisKey key, HashEntry entry)
    {
        var parts = entry.Value.ToString().Split(':');
        var (time, tokens) = (DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(parts[0], CultureInfo.InvariantCulture)), long.Parse(parts[1], CultureInfo.InvariantCulture));
        if (parts.Length > 2) return (time, tokens);
        var counted = await _db.HashGetAsync(Keys.Progress(entry.Name.ToString()), "corpus.tokens");
        if (counted.IsNull) return (time, tokens);
        // Kept, for a job may be deleted before its day is over.
        await _db.HashSetAsync(key, entry.Name, Text(time, (long)counted, counted: true));
        return (time, (long)counted);
    }

    private static string Text(DateTimeOffset time, long tokens, bool counted) =>
        string.Create(CultureInfo.InvariantCulture, $"{time.ToUnixTimeMilliseconds()}:{tokens}{(counted ? ":counted" : "")}");

    private static long HourOf(DateTimeOffset time) => time.ToUnixTimeSeconds() / 3600;
}
