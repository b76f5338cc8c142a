using AttentionViz.Pipeline.Store;

namespace AttentionViz.Pipeline.Placing;

/// <summary>A token that is cancelled soon after the call that a worker places for has ended.</summary>
internal sealed class PlacingGuard : IAsyncDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);

    private readonly CancellationTokenSource _stop;
    private readonly CancellationTokenSource _disposed = new();
    private readonly Task _watching;

    public PlacingGuard(PlacingStore placings, string placingId, TimeProvider clock, CancellationToken outer)
    {
        _stop = CancellationTokenSource.CreateLinkedTokenSource(outer);
        _watching = WatchAsync(placings, placingId, clock);
    }

    /// <summary>Cancelled when the call has ended, or the worker stops.</summary>
    public CancellationToken Token => _stop.Token;

    public async ValueTask DisposeAsync()
    {
        await _disposed.CancelAsync();
        await _watching;
        _disposed.Dispose();
        _stop.Dispose();
    }

    private async Task WatchAsync(PlacingStore placings, string placingId, TimeProvider clock)
    {
        using var timer = new PeriodicTimer(LookEvery, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(_disposed.Token))
            {
                if (await IsWantedAsync(placings, placingId)) continue;
                await _stop.CancelAsync();
                return;
            }
        }
        catch (OperationCanceledException)
        {
            // The work ended first.
        }
    }

    private static async Task<bool> IsWantedAsync(PlacingStore placings, string placingId)
    {
        try
        {
            return await placings.IsWantedAsync(placingId);
        }
        catch (Exception e) when (StoreFaults.IsOutage(e))
        {
            // Out of reach for a moment; the work itself fails if it stays so.
            return true;
        }
    }
}
