using AttentionViz.Extractor.Hosting;
using AttentionViz.Pipeline.Jobs;
using Microsoft.Extensions.Options;

namespace AttentionViz.Extractor.Consumers;

/// <summary>Planning is light; several jobs may be planned while shards run.</summary>
public sealed class PlanGate(IHostApplicationLifetime lifetime, TimeProvider clock) : UnitGate(2, lifetime, clock);

/// <summary>One shard more than may run the model: it is tokenized or written meanwhile.</summary>
public sealed class ShardGate(IOptions<ExtractorOptions> options, IHostApplicationLifetime lifetime, TimeProvider clock)
    : UnitGate(options.Value.Concurrency + 1, lifetime, clock);
