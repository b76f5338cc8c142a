using MassTransit;

namespace AttentionViz.Extractor.Placing;

/// <summary>A queue of its own, so that somebody who waits does not wait behind the shards of a running job.</summary>
public sealed class PlaceSequencesConsumerDefinition : ConsumerDefinition<PlaceSequencesConsumer>
{
    private const int AtOnce = 2;

    public PlaceSequencesConsumerDefinition()
    {
        ConcurrentMessageLimit = AtOnce;
        // No more than it works at: calls are shared among all extractors.
        Endpoint(e => e.PrefetchCount = AtOnce);
    }
}
