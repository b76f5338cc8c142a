using AttentionViz.Extractor.Hosting;
using MassTransit;
using Microsoft.Extensions.Options;

namespace AttentionViz.Extractor.Consumers;

/// <summary>Planning is light; several jobs may be planned while shards run.</summary>
public sealed class PlanJobConsumerDefinition : ConsumerDefinition<PlanJobConsumer>
{
    public PlanJobConsumerDefinition() => ConcurrentMessageLimit = 2;
}

/// <summary>As many shards at once as the options say.</summary>
public sealed class ExtractShardConsumerDefinition : ConsumerDefinition<ExtractShardConsumer>
{
    public ExtractShardConsumerDefinition(IOptions<ExtractorOptions> options) => ConcurrentMessageLimit = options.Value.Concurrency;
}
