using AttentionViz.Pipeline.Bus;
using AttentionViz.Pipeline.Hosting;
using AttentionViz.Pipeline.Jobs;
using AttentionViz.Pipeline.Messages;
using AttentionViz.Pipeline.Placing;
using MassTransit;

namespace AttentionViz.Gateway.Jobs;

/// <summary>
/// Takes what was delivered again and again and never settled. A unit at which workers were lost so often ends its job; one that
/// only happened to wait at workers that went away is asked for anew.
/// </summary>
public sealed class DeadLetterConsumer(
    JobStore jobs, LostUnits lost, JobFailures failures, PlacingStore placings, PlacingResults results, ILogger<DeadLetterConsumer> log) :
    IConsumer<PlanJob>, IConsumer<ExtractShard>, IConsumer<ProjectHead>, IConsumer<PlaceSequences>, IConsumer<PlaceHead>
{
    public Task Consume(ConsumeContext<PlanJob> context) => UnitAsync(context);

    public Task Consume(ConsumeContext<ExtractShard> context) => UnitAsync(context);

    public Task Consume(ConsumeContext<ProjectHead> context) => UnitAsync(context);

    public Task Consume(ConsumeContext<PlaceSequences> context) => PlacingAsync(context.Message.PlacingId, context.CancellationToken);

    public Task Consume(ConsumeContext<PlaceHead> context) => PlacingAsync(context.Message.PlacingId, context.CancellationToken);

    private async Task UnitAsync<T>(ConsumeContext<T> context) where T : class, IUnitMessage
    {
        var (jobId, unit) = (context.Message.JobId, context.Message.UnitName());
        Telemetry.UnitsDeadLettered.Add(1, new KeyValuePair<string, object?>("kind", JobUnit.Kind(unit)));
        var (job, times) = await failures.WhenReachedAsync(async () => (await jobs.FindAsync(jobId), await lost.CountAsync(jobId, unit)), context.CancellationToken);
        if (job is null) return;
        if (times < LostUnits.Most)
        {
            await context.PublishSoonAsync(JobUnit.Message(job, unit, again: true), context.CancellationToken);
            return;
        }

        log.UnitDeadLettered(jobId, unit, times);
        await failures.FailAsync(
            jobId, unit, "WORKERS_LOST",
            $"{unit} was begun {times + 1} times and its worker was lost each time; the logs of the workers tell why (memory is the likeliest: lower token_budget, or Extractor:TokensPerBatch)", context.CancellationToken);
    }

    private Task<bool> PlacingAsync(string placingId, CancellationToken cancellationToken) => failures.WhenReachedAsync(
        async () =>
        {
            if (await placings.FindAsync(placingId) is { } placing)
                await results.FailAsync(placing, new JobFaultException(JobFaultException.Internal, "WORKERS_LOST", "workers were lost each time they tried; their logs tell why").ToFailure(""));
            return true;
        },
        cancellationToken);
}

/// <summary>A queue that is filled by the broker alone: it takes part in no message's topology.</summary>
public sealed class DeadLetterEndpoint : ConsumerDefinition<DeadLetterConsumer>
{
    public DeadLetterEndpoint()
    {
        EndpointName = UnitQueues.DeadLetter;
        Endpoint(e => e.ConfigureConsumeTopology = false);
    }
}
