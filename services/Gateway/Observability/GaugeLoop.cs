namespace AttentionViz.Gateway.Observability;

/// <summary>Looks at something in the store every few seconds, so that whoever collects gets the last figures at once.</summary>
internal abstract partial class GaugeLoop(TimeProvider clock, ILogger log) : BackgroundService
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
        var told = false;
        do
        {
            try
            {
                if (IsWanted) await LookAsync(stoppingToken);
                told = false;
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // Whatever it is, a gateway goes on without its gauges; old figures would hide that the store does not answer.
                Forget();
                if (!told) LogNoFigures(log, e);
                told = true;
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(70, LogLevel.Warning, "Metrics go without figures of the store until it tells them again")]
    private static partial void LogNoFigures(ILogger logger, Exception exception);
}
