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
            await CountLostAsync(jobId, unit);
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

    /// <summary>A unit is done: asks for the next one, or takes the step after the last of its stage.</summary>
    /// <returns>True for the one unit that ended the stage.</returns>
    public async Task<bool> DoneAsync(JobRecord job, string unit, IPublishEndpoint bus, CancellationToken cancellationToken) =>
        await StepAsync(job, await SettleAsync(job.JobId, unit), bus, cancellationToken);

    /// <summary>
    /// Takes the step that is due, where whoever should have was lost. Settles nothing: a message that comes before its unit was
    /// asked for must not take the unit with it.
    /// </summary>
    public async Task ResumeAsync(JobRecord job, IPublishEndpoint bus, CancellationToken cancellationToken) =>
        await StepAsync(job, await LookAsync(job.JobId), bus, cancellationToken);

    /// <summary>A unit is given up because its job no longer goes on.</summary>
    public async Task AbandonAsync(string jobId, string unit)
    {
        if (await SettleAsync(jobId, unit) is (JobState.Cancelling, 0)) await EndCancellationAsync(jobId);
    }

    /// <summary>Ends the job as failed. Nothing happens when it has ended already, or is being cancelled.</summary>
    /// <exception cref="StoreFullException">Others took the room that its results had left; try again.</exception>
    public Task<bool> FailAsync(string jobId, Failure failure) => EndAsync(jobId, JobStates.Active, JobState.Failed, failure);

    /// <summary>As <see cref="FailAsync"/>, a job for which the store has no memory: nothing is left of it but its record.</summary>
    /// <exception cref="StoreFullException">Others took the room that its results had left; try again.</exception>
    public async Task<bool> FailFullAsync(string jobId, Failure failure)
    {
        await jobs.EmptyAsync(jobId);
        return await jobs.TryMoveAsync(jobId, JobStates.Active, JobState.Failed, failure);
    }

    /// <summary>
    /// Asks workers to stop. Units that wait are given up here, whatever other work their messages wait behind; a unit that a
    /// worker is at ends the job when it has stopped. A job that has ended stays as it is.
    /// </summary>
    public async Task CancelAsync(string jobId)
    {
        await EndAsync(jobId, JobStates.Active, JobState.Cancelling, with: t =>
        {
            _ = t.KeyDeleteAsync(Keys.WaitingUnits(jobId));
            StageUnits.Open(t, Keys.Job(jobId), 0);
        });
        var (waiting, begun) = await open.ReadAsync(jobId);
        if (waiting.Count + begun.Count == 0) await EndCancellationAsync(jobId);
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

    private async Task<bool> StepAsync(JobRecord job, StageLeft stage, IPublishEndpoint bus, CancellationToken cancellationToken)
    {
        var ended = stage.Units == 0 && await EndStageAsync(job, stage.State);
        // Also where another worker ended it: that one may be lost before it asks for the units of the next.
        await feed.FillAsync(job, bus, cancellationToken);
        return ended;
    }

    private async Task<bool> EndStageAsync(JobRecord job, JobState state)
    {
        switch (state)
        {
            case JobState.Extracting:
                return await NextAsync(job.JobId, JobState.Extracting, JobState.Projecting, job.Heads().Count);
            case JobState.Projecting:
                return await jobs.TryMoveAsync(job.JobId, [JobState.Projecting], JobState.Succeeded, with: t =>
                {
                    if (!job.Spec.RetainVectors) _ = t.KeyDeleteAsync(Keys.Vectors(job.JobId));
                });
            case JobState.Cancelling:
                await EndCancellationAsync(job.JobId);
                return false;
            default:
                return false;
        }
    }

    private async Task CountLostAsync(string jobId, string unit)
    {
        try
        {
            await _db.WriteAsync(jobId, t => LostUnits.Add(t, jobId, unit), Keys.UnitProgress(jobId));
        }
        catch (StoreFullException)
        {
            // The unit itself meets that, and ends its job.
        }
    }

    private Task<StageLeft> SettleAsync(string jobId, string unit) => LookAsync(jobId, t =>
    {
        _ = t.SetRemoveAsync(Keys.WaitingUnits(jobId), unit);
        _ = t.SetRemoveAsync(Keys.BegunUnits(jobId), unit);
    });

    /// <param name="before">Done in the same transaction.</param>
    private async Task<StageLeft> LookAsync(string jobId, Action<ITransaction>? before = null)
    {
        var transaction = _db.CreateTransaction();
        before?.Invoke(transaction);
        var (waiting, begun) = (transaction.SetLengthAsync(Keys.WaitingUnits(jobId)), transaction.SetLengthAsync(Keys.BegunUnits(jobId)));
        var record = transaction.HashGetAsync(Keys.Job(jobId), ["state", StageUnits.Total, StageUnits.Asked]);
        await transaction.CommitWholeAsync(_db, Keys.Job(jobId));
        var (state, total, asked) = ((JobState)(int)(await record)[0], (long)(await record)[1], (long)(await record)[2]);
        return new StageLeft(state, await waiting + await begun + total - asked);
    }

    private Task<bool> EndCancellationAsync(string jobId) => EndAsync(jobId, [JobState.Cancelling], JobState.Cancelled);

    /// <summary>Takes a job to its end, or on the way there; where the store has no memory for that, what is large of it goes.</summary>
    private async Task<bool> EndAsync(string jobId, JobState[] from, JobState to, Failure? failure = null, Action<ITransaction>? with = null)
    {
        try
        {
            return await jobs.TryMoveAsync(jobId, from, to, failure, with);
        }
        catch (StoreFullException)
        {
            await jobs.EmptyAsync(jobId);
            return await jobs.TryMoveAsync(jobId, from, to, failure, with);
        }
    }

    /// <summary>The stage that a job was in at one moment, and how many of its units were not settled then. Once that is 0 it stays so, in that stage.</summary>
    private readonly record struct StageLeft(JobState State, long Units);
}
