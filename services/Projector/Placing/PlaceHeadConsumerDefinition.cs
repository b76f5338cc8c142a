using AttentionViz.Projector.Hosting;
using MassTransit;
using Microsoft.Extensions.Options;

namespace AttentionViz.Projector.Placing;

/// <summary>A queue of its own, so that somebody who waits does not wait behind the heads of a running job.</summary>
internal sealed class PlaceHeadConsumerDefinition : ConsumerDefinition<PlaceHeadConsumer>
{
    public PlaceHeadConsumerDefinition(IOptions<ProjectorOptions> options)
    {
        ConcurrentMessageLimit = options.Value.HeadsAtOnce;
        // No more than it works at: the heads of a call are shared among all projectors.
        Endpoint(e => e.PrefetchCount = options.Value.HeadsAtOnce);
    }
}
