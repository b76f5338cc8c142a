using System.Text.Json;
using AttentionViz.Pipeline.Jobs;
using AttentionViz.Pipeline.Store;
using StackExchange.Redis;

namespace AttentionViz.Pipeline.Atlases;

/// <summary>What each shard of a job gives to the atlas.</summary>
public sealed class PlanStore(IConnectionMultiplexer redis)
{
    private readonly IDatabase _db = redis.GetDatabase();

    /// <exception cref="JobEndedException">The job has ended or is gone.</exception>
    public Task WriteAsync(JobRecord job, IReadOnlyList<ShardPlan> shards)
    {
        var key = Keys.Plan(job.JobId);
        HashEntry[] entries = [.. shards.Select((s, i) => new HashEntry(i, JsonSerializer.SerializeToUtf8Bytes(s)))];
        return _db.WriteHashAsync(job.JobId, key, entries);
    }

    /// <summary>One shard's plan.</summary>
    /// <exception cref="ResultGoneException">The job was deleted or has expired.</exception>
    public async Task<ShardPlan> ReadAsync(string jobId, int shard)
    {
        var bytes = (byte[]?)await _db.HashGetAsync(Keys.Plan(jobId), shard)
            ?? throw new ResultGoneException($"the plan of shard {shard} is no longer in the store; run the job again");
        return JsonSerializer.Deserialize<ShardPlan>(bytes)!;
    }

    /// <summary>Every shard's plan, by shard; empty before the job is planned.</summary>
    public async Task<IReadOnlyList<ShardPlan>> ReadAsync(string jobId) =>
        [.. (await _db.HashGetAllAsync(Keys.Plan(jobId)))
            .OrderBy(e => (int)e.Name)
            .Select(e => JsonSerializer.Deserialize<ShardPlan>((byte[])e.Value!)!)];
}
