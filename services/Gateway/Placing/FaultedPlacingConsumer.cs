using AttentionViz.Pipeline.Jobs;
using AttentionViz.Pipeline.Messages;
using AttentionViz.Pipeline.Placing;
using MassTransit;

namespace AttentionViz.Gateway.Placing;

/// <summary>Ends a call whose work failed at every retry, so that it does not wait for what will not come.</summary>
public sealed class FaultedPlacingConsumer(PlacingStore placings, PlacingResults results, ILogger<FaultedPlacingConsumer> log) : IConsumer<Fault<PlaceSequences>>, IConsumer<Fault<PlaceHead>>
{
    public Task Consume(ConsumeContext<Fault<PlaceSequences>> context) =>
        FailAsync(context.Message.Message.PlacingId, "running the new sequences through the model", context.Message);

    public Task Consume(ConsumeContext<Fault<PlaceHead>> context)
    {
        var work = context.Message.Message;
        return FailAsync(work.PlacingId, $"placing L{work.Layer} H{work.Head}", context.Message);
    }

    private async Task FailAsync(string placingId, string what, Fault fault)
    {
        if (await placings.FindAsync(placingId) is not { } placing) return;
        // What an unexpected exception says is for the log: it may hold anything.
        log.PlacingFailed(placingId, what, fault.Exceptions.FirstOrDefault() is { } cause ? $"{cause.ExceptionType}: {cause.Message}" : "the worker gave no reason");
        var message = $"{what} failed at every retry; the logs of gateway and worker tell why, and asking again may help";
        await results.FailAsync(placing, new JobFaultException(JobFaultException.Internal, "PLACING_FAILED", message).ToFailure(""));
    }
}
