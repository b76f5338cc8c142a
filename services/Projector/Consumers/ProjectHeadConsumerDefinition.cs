using AttentionViz.Projector.Hosting;
using MassTransit;
using Microsoft.Extensions.Options;

namespace AttentionViz.Projector.Consumers;

/// <summary>Heads run beside one another.</summary>
public sealed class ProjectHeadConsumerDefinition : ConsumerDefinition<ProjectHeadConsumer>
{
    public ProjectHeadConsumerDefinition(IOptions<ProjectorOptions> options) =>
        ConcurrentMessageLimit = options.Value.HeadsAtOnce;
}
