using AttentionViz.Pipeline.Jobs;
using AttentionViz.Pipeline.Messages;
using MassTransit;

namespace AttentionViz.Pipeline.Hosting;

/// <summary>The queue of one kind of unit and one priority; all of a kind wait at one gate.</summary>
public abstract class PriorityEndpoint<TConsumer, TPriority> : ConsumerDefinition<TConsumer>
    where TConsumer : class, IConsumer
    where TPriority : IPriority
{
    protected PriorityEndpoint(string kind, PriorityGate gate)
    {
        EndpointName = $"{kind}-{TPriority.Value.ToString().ToLowerInvariant()}";
        ConcurrentMessageLimit = gate.Offered;
        // What a worker holds no other can do.
        Endpoint(e => e.PrefetchCount = gate.Offered);
    }
}
