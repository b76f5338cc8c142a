using AttentionViz.Pipeline.Store;
using AttentionViz.V1;
using MassTransit;
using StackExchange.Redis;

namespace AttentionViz.Pipeline.Jobs;

/// <summary>
/// The steps from one unit of work to the next. Messages may be delivered more than once and in any
/// order: the sets of open units decide what is done, and a step that was taken but whose messages
/// were lost with their worker is taken up when the unit is delivered again.
/// </summary>
public sealed class JobFlow(IConnectionMultiplexer redis, JobStore jobs, OpenUnits open, StageFeed feed)
{
    private readonly IDatabase _db = redis.GetDatabase();

    /// <summary>Notes that a worker is at a unit, so that a cancellation waits for it and for no other.</summary>
    /// <param name="again">The message came before, so that whoever had begun the unit may be gone.</param>
    public async Task<UnitStart> BeginAsync(string jobId, string unit, bool again = false)
    {
        while (true)
        {
            var state = await jobs.StateAsync(jobId);
            if (state == JobState.Cancelling) return UnitStart.Cancelled;
            if (!state.IsActive()) return UnitStart.Ended;
            var transaction = _db.CreateTransaction();
            transaction.AddCondition(Condition.HashEqual(Keys.Job(jobId), "state", (int)state));
            var moved = transaction.SetMoveAsync(Keys.WaitingUnits(jobId), Keys.BegunUnits(jobId), unit);
            _ = transaction.KeyExpireAsync(Keys.BegunUnits(jobId), JobLease.Lifetime);
            var begun = transaction.SetContainsAsync(Keys.BegunUnits(jobId), unit);
            if (!await transaction.CommitAsync(_db, Keys.Job(jobId))) continue;
            if (await moved) return UnitStart.Begun;
            if (!await begun) return UnitStart.Settled;
            if (!again) return UnitStart.Busy;
            await _db.WriteAsync(jobId, t => LostUnits.Add(t, jobId, unit), Keys.UnitProgress(jobId));
            return UnitStart.Begun;
        }
    }

    /// <summary>A worker leaves a unit that will be delivered again.</summary>
    public async Task SetAsideAsync(string jobId, string unit)
    {
        var transaction = _db.CreateTransaction();
        _ = transaction.SetMoveAsync(Keys.BegunUnits(jobId), Keys.WaitingUnits(jobId), unit);
        _ = transaction.KeyExpireAsync(Keys.WaitingUnits(jobId), JobLease.Lifetime);
        await transaction.CommitWholeAsync(_db, Keys.Job(jobId));
        if (await jobs.StateAsync(jobId) == JobState.Cancelling) await AbandonAsync(jobId, unit);
    }

    /// <summary>Planning is done: opens the shards and asks for the first.</summary>
    public async Task PlannedAsync(JobRecord job, int shards, IPublishEndpoint bus, CancellationToken cancellationToken)
    {
        await NextAsync(job.JobId, JobState.Queued, JobState.Extracting, shards, JobUnit.Plan);
        await LeavePlanAsync(job, bus, cancellationToken);
    }

    /// <summary>A job that reuses vectors has them: opens the heads and asks for the first.</summary>
    public async Task ReusedAsync(JobRecord job, IPublishEndpoint bus, CancellationToken cancellationToken)
    {
        await NextAsync(job.JobId, JobState.Queued, JobState.Projecting, job.Heads().Count, JobUnit.Plan);
        await LeavePlanAsync(job, bus, cancellationToken);
    }

    /// <summary>A shard is done: asks for the next one, or after the last opens the heads.</summary>
    /// <returns>True for the one shard that ended the stage.</returns>
    public async Task<bool> ExtractedAsync(JobRecord job, int shard, IPublishEndpoint bus, CancellationToken cancellationToken)
    {
        var left = await SettleAsync(job.JobId, JobUnit.Shard(shard));
        var moved = left == 0 && await NextAsync(job.JobId, JobState.Extracting, JobState.Projecting, job.Heads().Count);
        if (!moved) await EndCancellationAsync(job.JobId, left);
        await feed.FillAsync(job, bus, cancellationToken);
        return moved;
    }

    /// <summary>A head is done: asks for the next one; the last one ends the job.</summary>
    /// <returns>True for the one head that ended the job.</returns>
    public async Task<bool> ProjectedAsync(JobRecord job, int layer, int head, IPublishEndpoint bus, CancellationToken cancellationToken)
    {
        var left = await SettleAsync(job.JobId, JobUnit.Head(layer, head));
        if (left > 0)
        {
            await feed.FillAsync(job, bus, cancellationToken);
            return false;
        }

        var succeeded = await jobs.TryMoveAsync(job.JobId, [JobState.Projecting], JobState.Succeeded, with: t =>
        {
            if (!job.Spec.RetainVectors) _ = t.KeyDeleteAsync(Keys.Vectors(job.JobId));
        });
        if (!succeeded) await EndCancellationAsync(job.JobId, left);
        return succeeded;
    }

    /// <summary>A unit is given up because its job no longer goes on.</summary>
    public async Task AbandonAsync(string jobId, string unit) => await EndCancellationAsync(jobId, await SettleAsync(jobId, unit));

    /// <summary>Ends the job as failed. Nothing happens when it has ended already.</summary>
    public Task<bool> FailAsync(string jobId, Failure failure) =>
        jobs.TryMoveAsync(jobId, JobStates.Active, JobState.Failed, failure);

    /// <summary>
    /// Ends a job for which the store has no memory, and leaves nothing of it but its record. What is large goes first, for
    /// without memory the record could not be written; and again, for others of its workers may still write.
    /// </summary>
    /// <exception cref="StoreFullException">Other jobs took the room at once, again and again.</exception>
    public async Task<bool> FailFullAsync(string jobId, Failure failure, Patience patience)
    {
        while (true)
        {
            await _db.KeyDeleteAsync(Keys.LargeOfJob(jobId));
            try
            {
                return await jobs.TryMoveAsync(jobId, JobStates.Active, JobState.Failed, failure, t => _ = t.KeyDeleteAsync(Keys.LargeOfJob(jobId)));
            }
            catch (StoreFullException) when (!patience.IsOver)
            {
                await patience.WaitAsync(CancellationToken.None);
            }
        }
    }

    /// <summary>
    /// Asks workers to stop. Units that wait are given up here, whatever other work their messages wait behind; a unit that a
    /// worker is at ends the job when it has stopped. A job that has ended stays as it is.
    /// </summary>
    public async Task CancelAsync(string jobId)
    {
        await jobs.TryMoveAsync(jobId, JobStates.Active, JobState.Cancelling, with: t =>
        {
            _ = t.KeyDeleteAsync(Keys.WaitingUnits(jobId));
            StageUnits.Open(t, Keys.Job(jobId), 0);
        });
        var (waiting, begun) = await open.ReadAsync(jobId);
        await EndCancellationAsync(jobId, waiting.Count + begun.Count);
    }

    /// <summary>Goes to the next stage. False when another took the step or the job goes on no more.</summary>
    private Task<bool> NextAsync(string jobId, JobState from, JobState to, int units, string? done = null) =>
        jobs.TryMoveAsync(jobId, [from], to, with: t =>
        {
            if (done is not null) _ = t.SetRemoveAsync(Keys.WaitingUnits(jobId), done);
            if (done is not null) _ = t.SetRemoveAsync(Keys.BegunUnits(jobId), done);
            StageUnits.Open(t, Keys.Job(jobId), units);
        });

    private async Task LeavePlanAsync(JobRecord job, IPublishEndpoint bus, CancellationToken cancellationToken)
    {
        // Still open when the job was cancelled or failed just before.
        var (waiting, begun) = await open.ReadAsync(job.JobId);
        if (waiting.Concat(begun).Contains(JobUnit.Plan)) await AbandonAsync(job.JobId, JobUnit.Plan);
        await feed.FillAsync(job, bus, cancellationToken);
    }

    /// <summary>Units of the stage that are not settled, this one apart. Exactly one worker sees its own unit leave none.</summary>
    private async Task<long> SettleAsync(string jobId, string unit)
    {
        var transaction = _db.CreateTransaction();
        _ = transaction.SetRemoveAsync(Keys.WaitingUnits(jobId), unit);
        _ = transaction.SetRemoveAsync(Keys.BegunUnits(jobId), unit);
        var (waiting, running) = (transaction.SetLengthAsync(Keys.WaitingUnits(jobId)), transaction.SetLengthAsync(Keys.BegunUnits(jobId)));
        var stage = transaction.HashGetAsync(Keys.Job(jobId), [StageUnits.Total, StageUnits.Asked]);
        await transaction.CommitWholeAsync(_db, Keys.Job(jobId));
        return await waiting + await running + (long)(await stage)[0] - (long)(await stage)[1];
    }

    private async Task EndCancellationAsync(string jobId, long left)
    {
        if (left == 0) await jobs.TryMoveAsync(jobId, [JobState.Cancelling], JobState.Cancelled);
    }
}
