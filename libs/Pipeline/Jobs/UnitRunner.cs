using AttentionViz.Pipeline.Store;
using Microsoft.Extensions.Logging;

namespace AttentionViz.Pipeline.Jobs;

/// <summary>
/// Runs one unit of a job: not when it is done already, no longer than the job goes on, and with
/// faults that trying again cannot mend ending the job. Other faults go to the bus, which retries.
/// </summary>
public sealed partial class UnitRunner(JobStore jobs, JobFlow flow, TimeProvider clock, ILogger<UnitRunner> logger)
{
    /// <param name="work">Does the unit and settles it in <see cref="JobFlow"/>.</param>
    /// <param name="resume">Takes up the step after a unit that is done, whose messages may have been lost.</param>
    public async Task RunAsync(string jobId, string unit, Func<JobRecord, CancellationToken, Task> work, Func<JobRecord, Task> resume, CancellationToken stop)
    {
        if (await jobs.FindAsync(jobId) is not { } job) return;
        if (!await flow.IsOpenAsync(jobId, unit))
        {
            if ((await jobs.StateAsync(jobId)).IsActive()) await resume(job);
            else await flow.AbandonAsync(jobId, unit);
            return;
        }

        await using var guard = new JobGuard(jobs, jobId, clock, stop);
        try
        {
            await work(job, guard.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested && guard.Token.IsCancellationRequested)
        {
            LogStopped(logger, unit, jobId);
            await flow.AbandonAsync(jobId, unit);
        }
        catch (JobFaultException fault)
        {
            LogFailed(logger, unit, jobId, fault.Message);
            await flow.FailAsync(jobId, fault.ToFailure(unit));
        }
        catch (ResultGoneException gone)
        {
            LogFailed(logger, unit, jobId, gone.Message);
            await flow.FailAsync(jobId, new JobFaultException(JobFaultException.DataLoss, "RESULT_GONE", gone.Message).ToFailure(unit));
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Stopped {Unit} of job {JobId}: the job no longer goes on")]
    private static partial void LogStopped(ILogger logger, string unit, string jobId);

    [LoggerMessage(2, LogLevel.Warning, "Job {JobId} failed at {Unit}: {Reason}")]
    private static partial void LogFailed(ILogger logger, string unit, string jobId, string reason);
}
