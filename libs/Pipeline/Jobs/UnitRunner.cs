using AttentionViz.Pipeline.Observability;
using AttentionViz.Pipeline.Store;
using Microsoft.Extensions.Logging;

namespace AttentionViz.Pipeline.Jobs;

/// <summary>
/// Runs one unit of a job: not when it is done already, no longer than the job goes on, and with
/// faults that trying again cannot mend ending the job. Other faults go to the bus, which retries.
/// </summary>
public sealed partial class UnitRunner(JobStore jobs, JobFlow flow, JobStops stops, TimeProvider clock, ILogger<UnitRunner> logger)
{
    /// <param name="work">
    /// Does the unit and settles it in <see cref="JobFlow"/>; the token stops the work, not the settling.
    /// </param>
    /// <param name="resume">Takes up the step after a unit that is done, whose messages may have been lost.</param>
    public async Task RunAsync(string jobId, string unit, Func<JobRecord, CancellationToken, Task> work, Func<JobRecord, Task> resume, CancellationToken stop)
    {
        if (await jobs.FindAsync(jobId) is not { } job) return;
        switch (await flow.BeginAsync(jobId, unit))
        {
            case UnitStart.Ended:
                return;
            case UnitStart.Settled:
                await resume(job);
                return;
            case UnitStart.Cancelled:
                await flow.AbandonAsync(jobId, unit);
                return;
        }

        using var watch = UnitWatch.Begin(job, unit, clock, logger);
        await using var guard = new JobGuard(jobs, stops, jobId, clock, stop);
        try
        {
            await work(job, guard.Token);
            watch.Outcome = "done";
        }
        catch (Exception e) when (e is JobEndedException || (e is OperationCanceledException && !stop.IsCancellationRequested && guard.Token.IsCancellationRequested))
        {
            watch.Outcome = "stopped";
            LogStopped(logger, unit, jobId);
            await flow.AbandonAsync(jobId, unit);
        }
        catch (Exception e) when (e is JobFaultException or ResultGoneException)
        {
            watch.Outcome = "failed";
            var fault = e as JobFaultException ?? new JobFaultException(JobFaultException.DataLoss, "RESULT_GONE", e.Message);
            LogFailed(logger, unit, jobId, fault.Message);
            await flow.FailAsync(jobId, fault.ToFailure(unit));
        }
        catch
        {
            await flow.SetAsideAsync(jobId, unit);
            throw;
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Stopped {Unit} of job {JobId}: the job no longer goes on")]
    private static partial void LogStopped(ILogger logger, string unit, string jobId);

    [LoggerMessage(2, LogLevel.Warning, "Job {JobId} failed at {Unit}: {Reason}")]
    private static partial void LogFailed(ILogger logger, string unit, string jobId, string reason);
}
