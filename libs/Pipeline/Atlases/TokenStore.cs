using AttentionViz.Pipeline.Jobs;
using AttentionViz.Pipeline.Observability;
using AttentionViz.Pipeline.Store;
using AttentionViz.V1;
using Google.Protobuf;
using StackExchange.Redis;

namespace AttentionViz.Pipeline.Atlases;

/// <summary>Token rows of an atlas, a chunk for each shard.</summary>
public sealed class TokenStore(IConnectionMultiplexer redis)
{
    private readonly IDatabase _db = redis.GetDatabase();

    /// <exception cref="JobEndedException">The job has ended or is gone.</exception>
    public Task WriteAsync(JobRecord job, int shard, StreamTokensResponse rows)
    {
        var key = Keys.Tokens(job.JobId);
        return _db.WriteHashAsync(job.JobId, key, [new(shard, rows.ToByteArray())]);
    }

    /// <summary>Copies the rows of every shard from an earlier job.</summary>
    /// <exception cref="ResultGoneException">Something of it is not there.</exception>
    public Task CopyAsync(string earlier, JobRecord job, int shards, CancellationToken stop) =>
        _db.CopyAsync(Keys.Tokens(earlier), job.JobId, Keys.Tokens(job.JobId), Enumerable.Range(0, shards).Select(s => (RedisValue)s), stop);

    /// <summary>The rows of one shard; null while they are not there.</summary>
    public async Task<StreamTokensResponse?> ReadAsync(string jobId, int shard)
    {
        var bytes = (byte[]?)await _db.HashGetAsync(Keys.Tokens(jobId), shard);
        StoreMetrics.Read(Keys.Tokens(jobId), bytes?.Length);
        return bytes is null ? null : StreamTokensResponse.Parser.ParseFrom(bytes);
    }
}
