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

    /// <summary>Notes that a worker is at a unit, so that a cancellation waits for it and for no other.</summary>
    public async Task<UnitStart> BeginAsync(string jobId, string unit)
    {
        while (true)
        {
            var state = await jobs.StateAsync(jobId);
            if (state == JobState.Cancelling) return UnitStart.Cancelled;
            if (!state.IsActive()) return UnitStart.Ended;
            var transaction = _db.CreateTransaction();
            transaction.AddCondition(Condition.HashEqual(Keys.Job(jobId), "state", (int)state));
            _ = transaction.SetMoveAsync(Keys.WaitingUnits(jobId), Keys.BegunUnits(jobId), unit);
            _ = transaction.KeyExpireAsync(Keys.BegunUnits(jobId), JobLease.Lifetime);
            var begun = transaction.SetContainsAsync(Keys.BegunUnits(jobId), unit);
            if (await transaction.ExecuteAsync()) return await begun ? UnitStart.Begun : UnitStart.Settled;
        }
    }

    /// <summary>A worker leaves a unit that will be delivered again.</summary>
    public async Task SetAsideAsync(string jobId, string unit)
    {
        await _db.SetMoveAsync(Keys.BegunUnits(jobId), Keys.WaitingUnits(jobId), unit);
        await _db.KeyExpireAsync(Keys.WaitingUnits(jobId), JobLease.Lifetime);
        if (await jobs.StateAsync(jobId) == JobState.Cancelling) await AbandonAsync(jobId, unit);
    }

    /// <summary>Planning is done: opens every shard and asks for it.</summary>
    public async Task PlannedAsync(JobRecord job, int shards, IPublishEndpoint bus, CancellationToken cancellationToken)
    {
        await NextAsync(job.JobId, JobState.Queued, JobState.Extracting, Enumerable.Range(0, shards).Select(JobUnit.Shard), JobUnit.Plan);
        var open = await OpenUnitsAsync(job.JobId);
        // Still open when the job was cancelled or failed just before.
        if (open.Contains(JobUnit.Plan)) await AbandonAsync(job.JobId, JobUnit.Plan);
        foreach (var shard in Enumerable.Range(0, shards).Where(s => open.Contains(JobUnit.Shard(s))))
            await bus.Publish(ExtractShard.Of(job.Spec.Priority, job.JobId, shard), cancellationToken);
    }

    /// <summary>A job that reuses vectors has them: opens every head and asks for it.</summary>
    public async Task ReusedAsync(JobRecord job, IPublishEndpoint bus, CancellationToken cancellationToken)
    {
        await NextAsync(job.JobId, JobState.Queued, JobState.Projecting, job.Heads().Select(h => JobUnit.Head(h.Layer, h.Head)), JobUnit.Plan);
        if ((await OpenUnitsAsync(job.JobId)).Contains(JobUnit.Plan)) await AbandonAsync(job.JobId, JobUnit.Plan);
        await AskForHeadsAsync(job, bus, cancellationToken);
    }

    /// <summary>A shard is done: the last one opens every head and asks for it.</summary>
    /// <returns>True for the one shard that ended the stage.</returns>
    public async Task<bool> ExtractedAsync(JobRecord job, int shard, IPublishEndpoint bus, CancellationToken cancellationToken)
    {
        var (settledNow, left) = await SettleAsync(job.JobId, JobUnit.Shard(shard));
        if (settledNow && left > 0) return false;
        var moved = left == 0
            && await NextAsync(job.JobId, JobState.Extracting, JobState.Projecting, job.Heads().Select(h => JobUnit.Head(h.Layer, h.Head)));
        await AskForHeadsAsync(job, bus, cancellationToken);
        return moved;
    }

    /// <summary>A head is done: the last one ends the job.</summary>
    /// <returns>True for the one head that ended the job.</returns>
    public async Task<bool> ProjectedAsync(JobRecord job, int layer, int head)
    {
        var (_, left) = await SettleAsync(job.JobId, JobUnit.Head(layer, head));
        if (left > 0) return false;
        var succeeded = await jobs.TryMoveAsync(job.JobId, [JobState.Projecting], JobState.Succeeded, with: t =>
        {
            if (!job.Spec.RetainVectors) _ = t.KeyDeleteAsync(Keys.Vectors(job.JobId));
        });
        if (!succeeded) await EndCancellationAsync(job.JobId, left);
        return succeeded;
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

    /// <summary>
    /// Asks workers to stop. Units that wait are given up here, whatever other work their messages wait behind; a unit that a
    /// worker is at ends the job when it has stopped. A job that has ended stays as it is.
    /// </summary>
    public async Task CancelAsync(string jobId)
    {
        await jobs.TryMoveAsync(jobId, JobStates.Active, JobState.Cancelling, with: t => _ = t.KeyDeleteAsync(Keys.WaitingUnits(jobId)));
        await EndCancellationAsync(jobId, (await OpenUnitsAsync(jobId)).Count);
    }

    /// <summary>Goes to the next stage, with its units open. False when another took the step or the job goes on no more.</summary>
    private Task<bool> NextAsync(string jobId, JobState from, JobState to, IEnumerable<string> units, string? done = null) =>
        jobs.TryMoveAsync(jobId, [from], to, with: t =>
        {
            if (done is not null) _ = t.SetRemoveAsync(Keys.WaitingUnits(jobId), done);
            if (done is not null) _ = t.SetRemoveAsync(Keys.BegunUnits(jobId), done);
            _ = t.SetAddAsync(Keys.WaitingUnits(jobId), [.. units.Select(u => (RedisValue)u)]);
        });

    private async Task AskForHeadsAsync(JobRecord job, IPublishEndpoint bus, CancellationToken cancellationToken)
    {
        var open = await OpenUnitsAsync(job.JobId);
        await EndCancellationAsync(job.JobId, open.Count);
        foreach (var head in job.Heads().Where(h => open.Contains(JobUnit.Head(h.Layer, h.Head))))
            await bus.Publish(ProjectHead.Of(job.Spec.Priority, job.JobId, head.Layer, head.Head), cancellationToken);
    }

    private async Task<HashSet<string>> OpenUnitsAsync(string jobId)
    {
        // One transaction: a unit that goes from one set to the other is in one of them.
        var transaction = _db.CreateTransaction();
        var (waiting, begun) = (transaction.SetMembersAsync(Keys.WaitingUnits(jobId)), transaction.SetMembersAsync(Keys.BegunUnits(jobId)));
        await transaction.ExecuteAsync();
        return [.. (await waiting).Concat(await begun).Select(u => u.ToString())];
    }

    private async Task<(bool SettledNow, long Left)> SettleAsync(string jobId, string unit)
    {
        // One transaction, so that exactly one worker sees its own unit leave the sets empty.
        var transaction = _db.CreateTransaction();
        var (waited, begun) = (transaction.SetRemoveAsync(Keys.WaitingUnits(jobId), unit), transaction.SetRemoveAsync(Keys.BegunUnits(jobId), unit));
        var (waiting, running) = (transaction.SetLengthAsync(Keys.WaitingUnits(jobId)), transaction.SetLengthAsync(Keys.BegunUnits(jobId)));
        await transaction.ExecuteAsync();
        return (await waited || await begun, await waiting + await running);
    }

    private async Task EndCancellationAsync(string jobId, long left)
    {
        if (left == 0) await jobs.TryMoveAsync(jobId, [JobState.Cancelling], JobState.Cancelled);
    }
}
