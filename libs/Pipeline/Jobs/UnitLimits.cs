using AttentionViz.Pipeline.Bus;
using AttentionViz.Pipeline.Workers;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AttentionViz.Pipeline.Jobs;

/// <summary>How long a unit may run, and how long it waits for a store or bus that is out of reach.</summary>
public sealed partial class UnitLimits(IOptions<WorkerOptions> worker, IOptions<BusOptions> bus, TimeProvider clock, ILogger<UnitLimits> logger)
{
    // For work to notice that it is over; what does not is stuck, and its slot lost until the process is started anew.
    private static readonly TimeSpan Notice = TimeSpan.FromSeconds(30);

    /// <summary>Waits between tries, ever longer, and tells when they have taken too long.</summary>
    public Patience Begin() => new(worker.Value.StorePatience, clock);

    /// <summary>Runs the work; a process of its own that cannot stop it ends itself, so that another takes its place.</summary>
    /// <exception cref="UnitTimeoutException">It took too long.</exception>
    public async Task RunAsync(string unit, Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        var limit = worker.Value.UnitTimeout;
        using var late = new CancellationTokenSource(limit, clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        // Work that computes for minutes does so before its first await, too.
        var running = Task.Run(() => work(stop.Token), CancellationToken.None);
        try
        {
            await running.WaitAsync(limit + Notice, clock, CancellationToken.None);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new UnitTimeoutException(limit);
        }
        catch (TimeoutException) when (!running.IsCompleted)
        {
            LogStuck(logger, unit, limit);
            if (bus.Value.IsDistributed) EndProcessSoon();
            throw new UnitTimeoutException(limit);
        }
    }

    /// <summary>After the job was told why.</summary>
    private void EndProcessSoon() => _ = Task.Delay(Notice, clock).ContinueWith(_ => Environment.Exit(70), TaskScheduler.Default);

    [LoggerMessage(5, LogLevel.Critical, "{Unit} ran longer than {Limit} and does not stop; where this worker is a process of its own, it ends")]
    private static partial void LogStuck(ILogger logger, string unit, TimeSpan limit);
}
