using System.Runtime.CompilerServices;
using StackExchange.Redis;

namespace AttentionViz.Pipeline.Store;

/// <summary>
/// Ids by the time they were made, in sorted sets. Records expire by themselves and leave their ids behind: an id without
/// a record is forgotten when it is met, and every new id looks at a few others at random, which keeps such ids below an eighth.
/// </summary>
/// <param name="recordOf">Key that is there as long as the id means something.</param>
internal sealed class TimeIndex(IConnectionMultiplexer redis, Func<string, RedisKey> recordOf)
{
    private const int ReadAtOnce = 32;
    private const int LookAt = 8;

    private readonly IDatabase _db = redis.GetDatabase();

    /// <summary>Enters an id whose record is written.</summary>
    public async Task AddAsync(RedisKey index, string id, DateTimeOffset created)
    {
        await _db.SortedSetAddAsync(index, id, created.ToUnixTimeMilliseconds());
        var some = await _db.SortedSetRandomMembersAsync(index, LookAt);
        await KeepLivingAsync(index, [.. some.Select(m => m.ToString())]);
    }

    /// <summary>The places behind <paramref name="after"/>, newest first, in chunks as they are read.</summary>
    public async IAsyncEnumerable<IReadOnlyList<IndexPlace>> ReadAsync(
        RedisKey index, IndexPlace? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (last, skip) = (after, 0);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var from = last?.Created ?? double.PositiveInfinity;
            var read = await _db.SortedSetRangeByScoreWithScoresAsync(index, stop: from, order: Order.Descending, skip: skip, take: ReadAtOnce);
            if (read.Length == 0) yield break;
            var places = read.Select(e => new IndexPlace((long)e.Score, e.Element.ToString())).Where(p => last is null || p.IsBehind(last.Value)).ToList();
            if (places.Count == 0)
            {
                // All of the millisecond of the last place, and before it.
                skip += read.Length;
                continue;
            }

            (last, skip) = (places[^1], 0);
            var living = await KeepLivingAsync(index, [.. places.Select(p => p.Id)]);
            yield return [.. places.Where(p => living.Contains(p.Id))];
        }
    }

    private async Task<HashSet<string>> KeepLivingAsync(RedisKey index, IReadOnlyList<string> ids)
    {
        var exist = await Task.WhenAll(ids.Select(id => _db.KeyExistsAsync(recordOf(id))));
        var gone = ids.Where((_, i) => !exist[i]).Select(id => (RedisValue)id).ToArray();
        if (gone.Length > 0) await _db.SortedSetRemoveAsync(index, gone);
        return [.. ids.Where((_, i) => exist[i])];
    }
}
