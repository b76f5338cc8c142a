using AttentionViz.Pipeline.Store;
using StackExchange.Redis;

namespace AttentionViz.Pipeline.Jobs;

/// <summary>
/// Tells units that a worker is at from those whose worker is gone: a key that its worker renews and that the store lets expire. Only the
/// store's own clock counts.
/// </summary>
public sealed class UnitLeases(IConnectionMultiplexer redis)
{
    /// <summary>How long a lease holds without being renewed.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(30);

    /// <summary>How often a worker renews it.</summary>
    public static readonly TimeSpan RenewEvery = Lifetime / 4;

    private readonly IDatabase _db = redis.GetDatabase();

    public Task RenewAsync(string jobId, string unit) => _db.StringSetAsync(Keys.UnitLease(jobId, unit), RedisValue.EmptyString, Lifetime);

    public Task LeaveAsync(string jobId, string unit) => _db.KeyDeleteAsync(Keys.UnitLease(jobId, unit));

    public Task<bool> IsHeldAsync(string jobId, string unit) => _db.KeyExistsAsync(Keys.UnitLease(jobId, unit));
}
