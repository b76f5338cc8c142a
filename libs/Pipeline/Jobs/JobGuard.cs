using AttentionViz.Pipeline.Store;

namespace AttentionViz.Pipeline.Jobs;

/// <summary>
/// A token that is cancelled when the job of a running unit stops being active: at once where that is announced, and by a
/// look every half second where the announcement is lost. Holds the unit's lease meanwhile.
/// </summary>
public sealed class JobGuard : IAsyncDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);

    private readonly CancellationTokenSource _stop;
    private readonly CancellationTokenSource _disposed = new();
    private readonly TaskCompletionSource _announced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _watching;
    private readonly JobStore _jobs;
    private readonly UnitLeases _leases;
    private readonly (string Job, string Unit) _at;

    public JobGuard(JobStore jobs, JobStops stops, UnitLeases leases, string jobId, string unit, TimeProvider clock, CancellationToken outer)
    {
        (_jobs, _leases, _at) = (jobs, leases, (jobId, unit));
        _stop = CancellationTokenSource.CreateLinkedTokenSource(outer);
        _watching = WatchAsync(stops, clock);
    }

    /// <summary>Cancelled when the job no longer goes on, or the worker stops.</summary>
    public CancellationToken Token => _stop.Token;

    public async ValueTask DisposeAsync()
    {
        await _disposed.CancelAsync();
        await _watching;
        // Else it expires.
        await IfReachedAsync(() => _leases.LeaveAsync(_at.Job, _at.Unit));
        _disposed.Dispose();
        _stop.Dispose();
    }

    private async Task WatchAsync(JobStops stops, TimeProvider clock)
    {
        IDisposable? listening = null;
        await IfReachedAsync(async () => listening = await stops.ListenAsync(_at.Job, () => _announced.TrySetResult()));
        try
        {
            long? renewed = null;
            while (!_announced.Task.IsCompleted)
            {
                if (!await GoesOnAsync()) break;
                if (renewed is null || clock.GetElapsedTime(renewed.Value) > UnitLeases.RenewEvery)
                {
                    await IfReachedAsync(() => _leases.RenewAsync(_at.Job, _at.Unit));
                    renewed = clock.GetTimestamp();
                }

                await Task.WhenAny(_announced.Task, Task.Delay(LookEvery, clock, _disposed.Token));
                _disposed.Token.ThrowIfCancellationRequested();
            }

            await _stop.CancelAsync();
        }
        catch (OperationCanceledException)
        {
            // The unit ended first.
        }
        finally
        {
            listening?.Dispose();
        }
    }

    private async Task<bool> GoesOnAsync()
    {
        // Out of reach for a moment, the unit goes on; it fails itself if it stays so.
        var goesOn = true;
        await IfReachedAsync(async () => goesOn = (await _jobs.StateAsync(_at.Job)).IsActive());
        return goesOn;
    }

    private static async Task IfReachedAsync(Func<Task> call)
    {
        try
        {
            await call();
        }
        catch (Exception e) when (StoreFaults.IsOutage(e))
        {
            // Looked at again soon.
        }
    }
}
