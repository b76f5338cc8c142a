using AttentionViz.Projector.Hosting;
using MassTransit;
using Microsoft.Extensions.Options;

namespace AttentionViz.Projector.Consumers;

/// <summary>Heads run beside one another, one thread each.</summary>
public sealed class ProjectHeadConsumerDefinition : ConsumerDefinition<ProjectHeadConsumer>
{
    public ProjectHeadConsumerDefinition(IOptions<ProjectorOptions> options) =>
        ConcurrentMessageLimit = options.Value.Concurrency > 0 ? options.Value.Concurrency : Environment.ProcessorCount;
}
