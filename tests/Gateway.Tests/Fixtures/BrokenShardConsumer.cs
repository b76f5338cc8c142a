using AttentionViz.Pipeline.Messages;
using MassTransit;

namespace AttentionViz.Gateway.Tests.Fixtures;

/// <summary>A worker that fails at every shard of a low priority.</summary>
public sealed class BrokenShardConsumer : IConsumer<ExtractShard<Low>>
{
    public Task Consume(ConsumeContext<ExtractShard<Low>> context) => throw new InvalidOperationException("the disk is full");
}
