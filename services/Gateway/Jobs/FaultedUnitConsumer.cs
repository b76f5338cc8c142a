using AttentionViz.Pipeline.Messages;
using MassTransit;

namespace AttentionViz.Gateway.Jobs;

/// <summary>Ends a job whose unit failed at every retry, so that it never waits for a unit that will not come.</summary>
public sealed class FaultedUnitConsumer(JobFailures failures, ILogger<FaultedUnitConsumer> log) :
    IConsumer<Fault<PlanJob>>, IConsumer<Fault<ExtractShard>>, IConsumer<Fault<ProjectHead>>
{
    public Task Consume(ConsumeContext<Fault<PlanJob>> context) => FailAsync(context.Message.Message, context);

    public Task Consume(ConsumeContext<Fault<ExtractShard>> context) => FailAsync(context.Message.Message, context);

    public Task Consume(ConsumeContext<Fault<ProjectHead>> context) => FailAsync(context.Message.Message, context);

    private Task FailAsync<T>(T unit, ConsumeContext<Fault<T>> context) where T : class, IUnitMessage
    {
        var (jobId, name) = (unit.JobId, unit.UnitName());
        // What an unexpected exception says is for the log: it may hold anything.
        log.UnitFailed(jobId, name, context.Message.Exceptions.FirstOrDefault() is { } cause ? $"{cause.ExceptionType}: {cause.Message}" : "the worker gave no reason");
        return failures.FailAsync(
            jobId, name, "UNIT_FAILED", $"{name} failed at every retry; the logs of gateway and worker tell why, and submitting again may help", context.CancellationToken);
    }
}
