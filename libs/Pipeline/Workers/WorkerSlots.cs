using AttentionViz.Pipeline.Store;
using StackExchange.Redis;

namespace AttentionViz.Pipeline.Workers;

/// <summary>How many units all workers of a kind can run at once. Workers announce theirs again and again; those of a dead one fade away.</summary>
public sealed class WorkerSlots(IConnectionMultiplexer redis, TimeProvider clock)
{
    /// <summary>How long an announcement holds.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan CountEvery = TimeSpan.FromSeconds(2);

    private readonly IDatabase _db = redis.GetDatabase();
    private readonly Lock _lock = new();
    private readonly Dictionary<WorkerKind, (long At, Task<int> Count)> _counts = [];

    public async Task AnnounceAsync(WorkerKind kind, string worker, int slots)
    {
        await _db.StringSetAsync(Keys.Worker(kind, worker), slots, Lifetime);
        await _db.SetAddAsync(Keys.Workers(kind), worker);
    }

    public async Task WithdrawAsync(WorkerKind kind, string worker)
    {
        await _db.KeyDeleteAsync(Keys.Worker(kind, worker));
        await _db.SetRemoveAsync(Keys.Workers(kind), worker);
    }

    /// <summary>The slots of all workers, no older than two seconds.</summary>
    public Task<int> CountAsync(WorkerKind kind)
    {
        lock (_lock)
        {
            var known = _counts.TryGetValue(kind, out var last) && !last.Count.IsFaulted && clock.GetElapsedTime(last.At) < CountEvery;
            if (!known) _counts[kind] = last = (clock.GetTimestamp(), LookAsync(kind));
            return last.Count;
        }
    }

    private async Task<int> LookAsync(WorkerKind kind)
    {
        var workers = await _db.SetMembersAsync(Keys.Workers(kind));
        var slots = await Task.WhenAll(workers.Select(w => _db.StringGetAsync(Keys.Worker(kind, w.ToString()))));
        RedisValue[] gone = [.. workers.Where((_, i) => slots[i].IsNull)];
        if (gone.Length > 0) await _db.SetRemoveAsync(Keys.Workers(kind), gone);
        return slots.Sum(s => s.IsNull ? 0 : (int)s);
    }
}
