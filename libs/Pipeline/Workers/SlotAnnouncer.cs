using AttentionViz.Pipeline.Jobs;
using AttentionViz.Pipeline.Store;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AttentionViz.Pipeline.Workers;

/// <summary>Announces, as long as this process takes units, how many it runs at once.</summary>
public sealed partial class SlotAnnouncer(WorkerKind kind, PriorityGate gate, WorkerSlots slots, TimeProvider clock, ILogger<SlotAnnouncer> logger) : BackgroundService
{
    private readonly string _worker = RandomId.Create();

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await TryAsync(() => slots.WithdrawAsync(kind, _worker));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(WorkerSlots.Lifetime / 4, clock);
        do await TryAsync(() => slots.AnnounceAsync(kind, _worker, gate.Slots));
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task TryAsync(Func<Task> announce)
    {
        try
        {
            await announce();
        }
        catch (Exception e) when (StoreFaults.IsOutage(e))
        {
            LogNotAnnounced(logger, kind, e);
        }
    }

    [LoggerMessage(31, LogLevel.Warning, "The slots of this {Kind} could not be announced; trying again soon")]
    private static partial void LogNotAnnounced(ILogger logger, WorkerKind kind, Exception exception);
}
