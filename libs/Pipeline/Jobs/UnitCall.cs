using AttentionViz.Pipeline.Bus;
using AttentionViz.Pipeline.Messages;
using MassTransit;

namespace AttentionViz.Pipeline.Jobs;

/// <summary>One delivery of a message that asks for a unit.</summary>
/// <param name="Again">The message was delivered before, or stands for one that was.</param>
/// <param name="Stop">Cancelled when the worker can wait no longer.</param>
public sealed record UnitCall(IUnitMessage Message, bool Again, IPublishEndpoint Bus, CancellationToken Stop)
{
    public string JobId => Message.JobId;

    public string Unit { get; } = Message.UnitName();

    public static UnitCall Of<T>(ConsumeContext<T> context) where T : class, IUnitMessage => new(
        context.Message, context.Message.Again || context.ReceiveContext.Redelivered || context.GetRetryAttempt() > 0, context, context.CancellationToken);

    /// <summary>Puts the unit at the end of its queue, for whichever worker comes next. Unlike a message given back to the broker it counts as new.</summary>
    public Task HandOnAsync(bool begun) => Bus.PublishSoonAsync(begun || Again ? Message.AskAgain() : Message, CancellationToken.None);
}
