using AttentionViz.Extractor.Hosting;
using AttentionViz.Pipeline.Jobs;
using Microsoft.Extensions.Options;

namespace AttentionViz.Extractor.Consumers;

/// <summary>Planning is light; several jobs may be planned while shards run.</summary>
public sealed class PlanGate() : PriorityGate(2);

/// <summary>One shard more than may run the model: it is tokenized or written meanwhile.</summary>
public sealed class ShardGate(IOptions<ExtractorOptions> options) : PriorityGate(options.Value.Concurrency + 1);
