using AttentionViz.Pipeline.Jobs;
using AttentionViz.Pipeline.Observability;
using AttentionViz.Pipeline.Store;
using Microsoft.Extensions.Logging;

namespace AttentionViz.Pipeline.Placing;

/// <summary>
/// Runs a worker's part of a placing: no longer than its call lasts, and with faults that trying again cannot mend ending the call.
/// Other faults go to the bus, which retries.
/// </summary>
public sealed partial class PlacingRunner(
    PlacingStore placings, PlacingResults results, JobStore jobs, TimeProvider clock, ILogger<PlacingRunner> logger)
{
    /// <param name="kind">Names the part in traces and measures.</param>
    public async Task RunAsync(string placingId, string kind, Func<PlacingRecord, JobRecord, CancellationToken, Task> work, CancellationToken stop)
    {
        // The call has ended, or never was: a message of it may come late.
        if (await placings.FindAsync(placingId) is not { } placing) return;
        using var watch = UnitWatch.BeginPlacing(placingId, placing.Wanted.JobId, kind, clock, logger);
        await using var guard = new PlacingGuard(placings, placingId, clock, stop);
        try
        {
            var job = await jobs.FindAsync(placing.Wanted.JobId)
                ?? throw new ResultGoneException("the job was deleted or has expired while its maps were asked for; submit it again");
            await work(placing, job, guard.Token);
            watch.Outcome = "done";
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested && guard.Token.IsCancellationRequested)
        {
            watch.Outcome = "stopped";
        }
        catch (Exception e) when (e is PlacingFailedException or JobFaultException or ResultGoneException)
        {
            watch.Outcome = "failed";
            LogFailed(logger, kind, placingId, e.Message);
            await results.FailAsync(placing, FailureOf(e));
        }
    }

    private static V1.Failure FailureOf(Exception e) => e switch
    {
        PlacingFailedException failed => failed.Failure,
        JobFaultException fault => fault.ToFailure(""),
        _ => new JobFaultException(JobFaultException.FailedPrecondition, "RESULT_GONE", e.Message).ToFailure(""),
    };

    [LoggerMessage(21, LogLevel.Information, "{Kind} of placing {PlacingId} failed: {Reason}")]
    private static partial void LogFailed(ILogger logger, string kind, string placingId, string reason);
}
