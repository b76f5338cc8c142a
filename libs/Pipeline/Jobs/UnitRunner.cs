using AttentionViz.Pipeline.Hosting;
using AttentionViz.Pipeline.Observability;
using AttentionViz.Pipeline.Store;
using Microsoft.Extensions.Logging;

namespace AttentionViz.Pipeline.Jobs;

/// <summary>
/// Runs one unit of a job: not when it is done already, no longer than the job goes on, and with
/// faults that trying again cannot mend ending the job. Other faults go to the bus, which retries.
/// </summary>
public sealed partial class UnitRunner(
    JobStore jobs, JobFlow flow, StageFeed feed, JobStops stops, UnitLeases leases, UnitLimits limits, TimeProvider clock, ILogger<UnitRunner> logger)
{
    private static readonly JobFaultException StoreFull = new(
        JobFaultException.ResourceExhausted, "STORE_FULL",
        "the store has no memory left for this job's results, which were removed; delete jobs or corpora, wait until some expire, lower token_budget or have the store enlarged, then submit again");

    /// <param name="work">
    /// Does the unit and settles it in <see cref="JobFlow"/>; the token stops the work, not the settling.
    /// </param>
    public async Task RunAsync(UnitCall call, Func<JobRecord, CancellationToken, Task> work)
    {
        if (call.Again) Telemetry.UnitsRedelivered.Add(1, new KeyValuePair<string, object?>("kind", JobUnit.Kind(call.Unit)));
        var patience = limits.Begin();
        for (var again = call.Again; ; again = true)
        {
            var began = clock.GetTimestamp();
            try
            {
                await RunOnceAsync(call, again, work);
                return;
            }
            catch (Exception e) when (StoreFaults.IsOutage(e) && !call.Stop.IsCancellationRequested)
            {
                // What has run well for a while since is another outage.
                if (patience.IsShorterThan(clock.GetElapsedTime(began))) patience = limits.Begin();
                if (!patience.IsOver)
                {
                    LogOutOfReach(logger, call.Unit, call.JobId, Scrub.Describe(e));
                    await patience.WaitAsync(call.Stop);
                    continue;
                }

                // Were all units to wait for room, none would ever make any.
                if (StoreFaults.IsFull(e))
                {
                    await FailAsync(call.JobId, call.Unit, StoreFull);
                    return;
                }

                // It may be this worker alone that is cut off.
                LogHandedOn(logger, call.Unit, call.JobId);
                await call.HandOnAsync(begun: true);
                return;
            }
        }
    }

    private async Task RunOnceAsync(UnitCall call, bool again, Func<JobRecord, CancellationToken, Task> work)
    {
        var (jobId, unit) = (call.JobId, call.Unit);
        if (await jobs.FindAsync(jobId) is not { } job) return;
        switch (await flow.BeginAsync(jobId, unit, again))
        {
            case UnitStart.Ended or UnitStart.Busy:
                return;
            case UnitStart.Settled:
                if (again) await feed.AskAgainAsync(job, call.Bus, call.Stop);
                await flow.ResumeAsync(job, call.Bus, call.Stop);
                return;
            case UnitStart.Cancelled:
                // Units that waited went with the cancellation; one that was begun is its worker's, unless that may be gone.
                if (again) await flow.AbandonAsync(jobId, unit);
                return;
        }

        using var watch = UnitWatch.Begin(job, unit, clock, logger);
        await using var guard = new JobGuard(jobs, stops, leases, jobId, unit, clock, call.Stop);
        try
        {
            await limits.RunAsync(unit, token => work(job, token), guard.Token);
            watch.Outcome = "done";
        }
        catch (Exception e) when (e is JobEndedException || (e is OperationCanceledException && !call.Stop.IsCancellationRequested && guard.Token.IsCancellationRequested))
        {
            // Only the record decides: a unit that is given up while its job goes on would be missing from the atlas.
            if ((await jobs.StateAsync(jobId)).IsActive()) throw new StoreBusyException("the unit was stopped though its job goes on", e);
            watch.Outcome = "stopped";
            LogStopped(logger, unit, jobId);
            await flow.AbandonAsync(jobId, unit);
        }
        catch (Exception e) when (FaultOf(e, unit) is { } fault)
        {
            watch.Outcome = "failed";
            // What a unit misses may have gone with the memory that another one did not get.
            await FailAsync(jobId, unit, e is ResultGoneException && await jobs.IsEmptiedAsync(jobId) ? StoreFull : fault);
        }
        catch
        {
            await flow.SetAsideAsync(jobId, unit);
            throw;
        }
    }

    private async Task FailAsync(string jobId, string unit, JobFaultException fault)
    {
        LogFailed(logger, unit, jobId, fault.Message);
        var failure = fault.ToFailure(unit);
        // A job that is being cancelled waits for its units.
        if (!await (fault == StoreFull ? flow.FailFullAsync(jobId, failure) : flow.FailAsync(jobId, failure))) await flow.AbandonAsync(jobId, unit);
    }

    /// <summary>What ends the job; null for what another try may mend.</summary>
    private static JobFaultException? FaultOf(Exception e, string unit) => e switch
    {
        JobFaultException fault => fault,
        ResultGoneException => new JobFaultException(JobFaultException.DataLoss, "RESULT_GONE", e.Message),
        UnitTimeoutException => new JobFaultException(
            JobFaultException.DeadlineExceeded, "UNIT_TIMEOUT", $"{unit} {e.Message}; raise Worker:UnitTimeout of the workers, or lower token_budget"),
        _ when StoreFaults.IsFull(e) => StoreFull,
        _ => null,
    };

    [LoggerMessage(1, LogLevel.Information, "Stopped {Unit} of job {JobId}: the job no longer goes on")]
    private static partial void LogStopped(ILogger logger, string unit, string jobId);

    [LoggerMessage(2, LogLevel.Warning, "Job {JobId} failed at {Unit}: {Reason}")]
    private static partial void LogFailed(ILogger logger, string unit, string jobId, string reason);

    [LoggerMessage(3, LogLevel.Warning, "{Unit} of job {JobId} waits for store or bus: {Reason}")]
    private static partial void LogOutOfReach(ILogger logger, string unit, string jobId, string reason);

    [LoggerMessage(4, LogLevel.Warning, "{Unit} of job {JobId} goes back into its queue: store or bus have been out of reach too long")]
    private static partial void LogHandedOn(ILogger logger, string unit, string jobId);
}
