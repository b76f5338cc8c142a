using AttentionViz.Pipeline.Jobs;
using AttentionViz.Pipeline.Messages;
using MassTransit;

namespace AttentionViz.Gateway.Jobs;

/// <summary>Ends a job whose unit failed at every retry, so that it never waits for a unit that will not come.</summary>
public sealed class FaultedUnitConsumer(JobFlow flow, ILogger<FaultedUnitConsumer> log) :
    IConsumer<Fault<PlanJob>>, IConsumer<Fault<ExtractShard>>, IConsumer<Fault<ProjectHead>>
{
    public Task Consume(ConsumeContext<Fault<PlanJob>> context) =>
        FailAsync(context.Message.Message.JobId, JobUnit.Plan, context.Message);

    public Task Consume(ConsumeContext<Fault<ExtractShard>> context) =>
        FailAsync(context.Message.Message.JobId, JobUnit.Shard(context.Message.Message.Shard), context.Message);

    public Task Consume(ConsumeContext<Fault<ProjectHead>> context) =>
        FailAsync(context.Message.Message.JobId, JobUnit.Head(context.Message.Message.Layer, context.Message.Message.Head), context.Message);

    private Task<bool> FailAsync(string jobId, string unit, Fault fault)
    {
        // What an unexpected exception says is for the log: it may hold anything.
        log.UnitFailed(jobId, unit, fault.Exceptions.FirstOrDefault() is { } cause ? $"{cause.ExceptionType}: {cause.Message}" : "the worker gave no reason");
        var message = $"{unit} failed at every retry; the logs of gateway and worker tell why, and submitting again may help";
        return flow.FailAsync(jobId, new JobFaultException(JobFaultException.Internal, "UNIT_FAILED", message).ToFailure(unit));
    }
}
