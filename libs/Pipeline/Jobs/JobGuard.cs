using StackExchange.Redis;

namespace AttentionViz.Pipeline.Jobs;

/// <summary>A token that is cancelled soon after the job of a running unit stops being active.</summary>
public sealed class JobGuard : IAsyncDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);

    private readonly CancellationTokenSource _stop;
    private readonly CancellationTokenSource _disposed = new();
    private readonly Task _watching;

    public JobGuard(JobStore jobs, string jobId, TimeProvider clock, CancellationToken outer)
    {
        _stop = CancellationTokenSource.CreateLinkedTokenSource(outer);
        _watching = WatchAsync(jobs, jobId, clock);
    }

    /// <summary>Cancelled when the job no longer goes on, or the worker stops.</summary>
    public CancellationToken Token => _stop.Token;

    public async ValueTask DisposeAsync()
    {
        await _disposed.CancelAsync();
        await _watching;
        _disposed.Dispose();
        _stop.Dispose();
    }

    private async Task WatchAsync(JobStore jobs, string jobId, TimeProvider clock)
    {
        using var timer = new PeriodicTimer(LookEvery, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(_disposed.Token))
            {
                if (await GoesOnAsync(jobs, jobId)) continue;
                await _stop.CancelAsync();
                return;
            }
        }
        catch (OperationCanceledException)
        {
            // The unit ended first.
        }
    }

    private static async Task<bool> GoesOnAsync(JobStore jobs, string jobId)
    {
        try
        {
            return (await jobs.StateAsync(jobId)).IsActive();
        }
        catch (RedisException)
        {
            // Out of reach for a moment; the unit itself fails if it stays so.
            return true;
        }
    }
}
