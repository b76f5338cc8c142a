using AttentionViz.Pipeline.Messages;
using MassTransit;

namespace AttentionViz.Extractor.Consumers;

/// <summary>Takes shards of one priority.</summary>
public sealed class ExtractShardConsumer<TPriority>(ShardWork work, ShardGate gate) : IConsumer<ExtractShard<TPriority>> where TPriority : IPriority
{
    public Task Consume(ConsumeContext<ExtractShard<TPriority>> context) =>
        gate.RunAsync<ExtractShard<TPriority>, TPriority>(context, call => work.RunAsync(context.Message, call));
}
