using AttentionViz.Pipeline.Bus;
using AttentionViz.Pipeline.Hosting;
using AttentionViz.Pipeline.Jobs;
using AttentionViz.Pipeline.Observability;
using AttentionViz.Pipeline.Store;
using AttentionViz.Pipeline.Tenants;
using MassTransit;
using Microsoft.Extensions.Options;

namespace AttentionViz.Gateway.Jobs;

/// <summary>
/// Looks for units that nobody will do: begun without a worker, or asked for without a message. Broker and store can each forget a last
/// moment, or a gateway die between the two; then what the store says of a job holds, and its units are asked for again. A unit
/// asked for twice is done once.
/// </summary>
internal sealed class JobRescue(
    TenantAccounts accounts, JobStore jobs, StageFeed feed, OpenUnits open, UnitLeases leases, QueueDepths depths, IBus bus, IOptions<BusOptions> options, TimeProvider clock,
    ILogger<JobRescue> log) : BackgroundService
{
    // Seen without worker or message by the look before; only what stays so is lost.
    private HashSet<(string Job, string Unit)> _suspects = [];

    /// <summary>One look at all unfinished jobs.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        var suspects = new HashSet<(string, string)>();
        var isEmpty = new Dictionary<string, bool>();
        foreach (var jobId in await accounts.ListUnfinishedJobsAsync())
        {
            if (await jobs.FindAsync(jobId) is not { } job || !(await jobs.StateAsync(jobId)).IsActive()) continue;
            var (waiting, begun) = await open.ReadAsync(jobId);
            foreach (var unit in begun)
            {
                if (!await leases.IsHeldAsync(jobId, unit)) await SuspectAsync(job, unit, again: true);
            }

            foreach (var unit in waiting)
            {
                // Not by a job's own queue alone: its unit may be behind those of others, or held by a worker that has none free.
                var queue = UnitQueues.OfUnit(unit, job.Spec.Priority);
                if (!isEmpty.TryGetValue(queue, out var empty)) isEmpty[queue] = empty = await depths.ReadyAsync(queue, cancellationToken) == 0;
                if (empty) await SuspectAsync(job, unit, again: false);
            }

            // Where the worker died that would have asked for the next ones.
            await feed.FillAsync(job, bus, cancellationToken);
        }

        _suspects = suspects;

        async Task SuspectAsync(JobRecord job, string unit, bool again)
        {
            if (!_suspects.Contains((job.JobId, unit)))
            {
                suspects.Add((job.JobId, unit));
                return;
            }

            using var span = JobTrace.Start("rescue unit", job);
            span?.SetTag("job.id", job.JobId).SetTag("job.unit", unit);
            log.UnitRescued(job.JobId, unit);
            Telemetry.UnitsRescued.Add(1, new KeyValuePair<string, object?>("kind", JobUnit.Kind(unit)));
            await bus.PublishSoonAsync(JobUnit.Message(job, unit, again), cancellationToken);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // In memory messages are lost with the process, and the store with them.
        if (!options.Value.IsDistributed) return;
        using var timer = new PeriodicTimer(options.Value.RescueAfter, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (Exception e) when (StoreFaults.IsOutage(e))
            {
                log.RescueFailed(e);
            }
        }
    }
}
