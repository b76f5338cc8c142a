using AttentionViz.Pipeline.Hosting;
using AttentionViz.Pipeline.Messages;

namespace AttentionViz.Extractor.Consumers;

public sealed class PlanJobEndpoint<TPriority>(PlanGate gate) : PriorityEndpoint<PlanJobConsumer<TPriority>, TPriority>("plan-job", gate)
    where TPriority : IPriority;

public sealed class ExtractShardEndpoint<TPriority>(ShardGate gate) : PriorityEndpoint<ExtractShardConsumer<TPriority>, TPriority>("extract-shard", gate)
    where TPriority : IPriority;
