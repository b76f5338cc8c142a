using AttentionViz.Extractor.Hosting;
using MassTransit;
using Microsoft.Extensions.Options;

namespace AttentionViz.Extractor.Consumers;

/// <summary>Planning is light; several jobs may be planned while shards run.</summary>
public sealed class PlanJobConsumerDefinition : ConsumerDefinition<PlanJobConsumer>
{
    public PlanJobConsumerDefinition() => ConcurrentMessageLimit = 2;
}

/// <summary>One shard more than may run the model: it is tokenized or written meanwhile.</summary>
public sealed class ExtractShardConsumerDefinition : ConsumerDefinition<ExtractShardConsumer>
{
    public ExtractShardConsumerDefinition(IOptions<ExtractorOptions> options) => ConcurrentMessageLimit = options.Value.Concurrency + 1;
}
