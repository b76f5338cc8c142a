using AttentionViz.Pipeline.Messages;
using AttentionViz.Pipeline.Store;
using AttentionViz.V1;
using MassTransit;
using StackExchange.Redis;

namespace AttentionViz.Pipeline.Jobs;

/// <summary>
/// The steps from one unit of work to the next. Messages may be delivered more than once and in any
/// order: the set of open units decides what is done, and a step that was taken but whose messages
/// were lost with their worker is taken up when the unit is delivered again.
/// </summary>
public sealed class JobFlow(IConnectionMultiplexer redis, JobStore jobs)
{
    private readonly IDatabase _db = redis.GetDatabase();

    /// <summary>True until the unit is settled.</summary>
    public Task<bool> IsOpenAsync(string jobId, string unit) => _db.SetContainsAsync(Keys.OpenUnits(jobId), unit);

    /// <summary>Planning is done: opens every shard and asks for it.</summary>
    public async Task PlannedAsync(string jobId, int shards, IPublishEndpoint bus, CancellationToken cancellationToken)
    {
        await jobs.TryMoveAsync(jobId, [JobState.Queued], JobState.Extracting, with: t =>
        {
            _ = t.SetRemoveAsync(Keys.OpenUnits(jobId), JobUnit.Plan);
            _ = t.SetAddAsync(Keys.OpenUnits(jobId), [.. Enumerable.Range(0, shards).Select(s => (RedisValue)JobUnit.Shard(s))]);
        });
        var open = await OpenUnitsAsync(jobId);
        // Still open when the job was cancelled or failed just before.
        if (open.Contains(JobUnit.Plan)) await AbandonAsync(jobId, JobUnit.Plan);
        // Asked for even when the job was cancelled just after: a shard nobody hears of is never given up.
        foreach (var shard in Enumerable.Range(0, shards).Where(s => open.Contains(JobUnit.Shard(s))))
            await bus.Publish(new ExtractShard(jobId, shard), cancellationToken);
    }

    /// <summary>A shard is done: the last one opens every head and asks for it.</summary>
    public async Task ExtractedAsync(JobRecord job, int shard, IPublishEndpoint bus, CancellationToken cancellationToken)
    {
        var (settledNow, left) = await SettleAsync(job.JobId, JobUnit.Shard(shard));
        if (settledNow && left > 0) return;
        var heads = job.Heads();
        if (left == 0)
        {
            await jobs.TryMoveAsync(job.JobId, [JobState.Extracting], JobState.Projecting, with: t =>
                _ = t.SetAddAsync(Keys.OpenUnits(job.JobId), [.. heads.Select(h => (RedisValue)JobUnit.Head(h.Layer, h.Head))]));
        }

        var open = await OpenUnitsAsync(job.JobId);
        await EndCancellationAsync(job.JobId, open.Count);
        foreach (var head in heads.Where(h => open.Contains(JobUnit.Head(h.Layer, h.Head))))
            await bus.Publish(new ProjectHead(job.JobId, head.Layer, head.Head), cancellationToken);
    }

    /// <summary>A head is done: the last one ends the job.</summary>
    public async Task ProjectedAsync(JobRecord job, int layer, int head)
    {
        var (_, left) = await SettleAsync(job.JobId, JobUnit.Head(layer, head));
        if (left > 0) return;
        var succeeded = await jobs.TryMoveAsync(job.JobId, [JobState.Projecting], JobState.Succeeded, with: t =>
        {
            if (!job.Spec.RetainVectors) _ = t.KeyDeleteAsync(Keys.Vectors(job.JobId));
        });
        if (!succeeded) await EndCancellationAsync(job.JobId, left);
    }

    /// <summary>A unit is given up because its job no longer goes on.</summary>
    public async Task AbandonAsync(string jobId, string unit)
    {
        var (_, left) = await SettleAsync(jobId, unit);
        await EndCancellationAsync(jobId, left);
    }

    /// <summary>Ends the job as failed. Nothing happens when it has ended already.</summary>
    public Task<bool> FailAsync(string jobId, Failure failure) =>
        jobs.TryMoveAsync(jobId, JobStates.Active, JobState.Failed, failure);

    /// <summary>Asks workers to stop. A job that has ended stays as it is.</summary>
    public async Task CancelAsync(string jobId)
    {
        await jobs.TryMoveAsync(jobId, JobStates.Active, JobState.Cancelling);
        await EndCancellationAsync(jobId, await _db.SetLengthAsync(Keys.OpenUnits(jobId)));
    }

    private async Task<HashSet<string>> OpenUnitsAsync(string jobId) =>
        [.. (await _db.SetMembersAsync(Keys.OpenUnits(jobId))).Select(u => u.ToString())];

    private async Task<(bool SettledNow, long Left)> SettleAsync(string jobId, string unit)
    {
        // One transaction, so that exactly one worker sees its own unit leave an empty set.
        var transaction = _db.CreateTransaction();
        var removed = transaction.SetRemoveAsync(Keys.OpenUnits(jobId), unit);
        var left = transaction.SetLengthAsync(Keys.OpenUnits(jobId));
        await transaction.ExecuteAsync();
        return (await removed, await left);
    }

    private async Task EndCancellationAsync(string jobId, long left)
    {
        if (left == 0) await jobs.TryMoveAsync(jobId, [JobState.Cancelling], JobState.Cancelled);
    }
}
