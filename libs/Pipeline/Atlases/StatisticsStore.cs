using System.Text.Json;
using AttentionViz.Pipeline.Jobs;
using AttentionViz.Pipeline.Store;
using StackExchange.Redis;

namespace AttentionViz.Pipeline.Atlases;

/// <summary>Statistics of every head over every token, by layer and shard.</summary>
public sealed class StatisticsStore(IConnectionMultiplexer redis)
{
    private readonly IDatabase _db = redis.GetDatabase();

    /// <param name="heads">By head.</param>
    public async Task WriteAsync(JobRecord job, int layer, int shard, HeadStatistics[] heads)
    {
        var key = Keys.Statistics(job.JobId);
        await _db.HashSetAsync(key, $"{layer}:{shard}", JsonSerializer.SerializeToUtf8Bytes(heads));
        await _db.KeyExpireAsync(key, job.Ttl);
    }

    /// <summary>One head's statistics over the whole corpus, added up in shard order.</summary>
    /// <exception cref="ResultGoneException">A shard's part is missing.</exception>
    public async Task<HeadStatistics> ReadAsync(string jobId, int layer, int head, int shards)
    {
        var parts = await _db.HashGetAsync(Keys.Statistics(jobId), [.. Enumerable.Range(0, shards).Select(s => (RedisValue)$"{layer}:{s}")]);
        var sum = new HeadStatistics();
        foreach (var part in parts)
        {
            if (part.IsNull) throw new ResultGoneException($"statistics of layer {layer} are no longer in the store; run the job again");
            sum.Add(JsonSerializer.Deserialize<HeadStatistics[]>((byte[])part!)![head]);
        }

        return sum;
    }
}
