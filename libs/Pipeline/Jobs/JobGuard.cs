using StackExchange.Redis;

namespace AttentionViz.Pipeline.Jobs;

/// <summary>
/// A token that is cancelled when the job of a running unit stops being active: at once where that is announced, and by a
/// look every half second where the announcement is lost.
/// </summary>
public sealed class JobGuard : IAsyncDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);

    private readonly CancellationTokenSource _stop;
    private readonly CancellationTokenSource _disposed = new();
    private readonly TaskCompletionSource _announced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _watching;

    public JobGuard(JobStore jobs, JobStops stops, string jobId, TimeProvider clock, CancellationToken outer)
    {
        _stop = CancellationTokenSource.CreateLinkedTokenSource(outer);
        _watching = WatchAsync(jobs, stops, jobId, clock);
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

    private async Task WatchAsync(JobStore jobs, JobStops stops, string jobId, TimeProvider clock)
    {
        using var listening = await ListenAsync(stops, jobId);
        try
        {
            while (!_announced.Task.IsCompleted)
            {
                if (!await GoesOnAsync(jobs, jobId)) break;
                await Task.WhenAny(_announced.Task, Task.Delay(LookEvery, clock, _disposed.Token));
                _disposed.Token.ThrowIfCancellationRequested();
            }

            await _stop.CancelAsync();
        }
        catch (OperationCanceledException)
        {
            // The unit ended first.
        }
    }

    private async Task<IDisposable?> ListenAsync(JobStops stops, string jobId)
    {
        try
        {
            return await stops.ListenAsync(jobId, () => _announced.TrySetResult());
        }
        catch (RedisException)
        {
            return null;
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
