using AttentionViz.Pipeline.Bus;
using AttentionViz.Pipeline.Messages;

namespace AttentionViz.Extractor.Consumers;

public sealed class PlanJobEndpoint<TPriority>(PlanGate gate) : PriorityEndpoint<PlanJobConsumer<TPriority>, TPriority>(UnitQueues.Plan, gate)
    where TPriority : IPriority;

public sealed class ExtractShardEndpoint<TPriority>(ShardGate gate) : PriorityEndpoint<ExtractShardConsumer<TPriority>, TPriority>(UnitQueues.Shard, gate)
    where TPriority : IPriority;
