using AttentionViz.Pipeline.Messages;
using MassTransit;

namespace AttentionViz.Extractor.Consumers;

/// <summary>Takes the planning of jobs of one priority.</summary>
public sealed class PlanJobConsumer<TPriority>(PlanWork work, PlanGate gate) : IConsumer<PlanJob<TPriority>> where TPriority : IPriority
{
    public Task Consume(ConsumeContext<PlanJob<TPriority>> context) => gate.RunAsync<PlanJob<TPriority>, TPriority>(context, work.RunAsync);
}
