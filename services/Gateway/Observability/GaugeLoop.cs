using StackExchange.Redis;

namespace AttentionViz.Gateway.Observability;

/// <summary>Looks at something in the store every few seconds, so that whoever collects gets the last figures at once.</summary>
internal abstract class GaugeLoop(TimeProvider clock) : BackgroundService
{
    // A customary interval between two collections.
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(15);

    /// <summary>Whether anybody would get the figures.</summary>
    protected abstract bool IsWanted { get; }

    protected abstract Task LookAsync(CancellationToken cancellationToken);

    /// <summary>What was seen is no longer known.</summary>
    protected abstract void Forget();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        do
        {
            try
            {
                if (IsWanted) await LookAsync(stoppingToken);
            }
            catch (Exception e) when (e is RedisException or TimeoutException)
            {
                // The probes tell of a store that does not answer; old figures would hide it.
                Forget();
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
