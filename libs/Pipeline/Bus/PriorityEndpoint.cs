using AttentionViz.Pipeline.Jobs;
using AttentionViz.Pipeline.Messages;
using MassTransit;

namespace AttentionViz.Pipeline.Bus;

/// <summary>The queue of one kind of unit and one priority; all of a kind wait at one gate.</summary>
public abstract class PriorityEndpoint<TConsumer, TPriority> : ConsumerDefinition<TConsumer>
    where TConsumer : class, IConsumer
    where TPriority : IPriority
{
    /// <param name="kind">One of <see cref="UnitQueues"/>.</param>
    protected PriorityEndpoint(string kind, PriorityGate gate)
    {
        EndpointName = UnitQueues.Of(kind, TPriority.Value);
        ConcurrentMessageLimit = gate.Offered;
        // What a worker holds no other can do.
        Endpoint(e => e.PrefetchCount = gate.Offered);
    }
}
