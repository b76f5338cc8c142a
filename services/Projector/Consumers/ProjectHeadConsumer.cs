using AttentionViz.Pipeline.Messages;
using MassTransit;

namespace AttentionViz.Projector.Consumers;

/// <summary>Takes heads of one priority.</summary>
public sealed class ProjectHeadConsumer<TPriority>(HeadWork work, HeadGate gate) : IConsumer<ProjectHead<TPriority>> where TPriority : IPriority
{
    public Task Consume(ConsumeContext<ProjectHead<TPriority>> context) =>
        gate.RunAsync<ProjectHead<TPriority>, TPriority>(context, call => work.RunAsync(context.Message, call));
}
