using AttentionViz.Pipeline.Bus;
using AttentionViz.Pipeline.Jobs;
using AttentionViz.Pipeline.Messages;
using AttentionViz.Projector.Hosting;
using Microsoft.Extensions.Options;

namespace AttentionViz.Projector.Consumers;

/// <summary>Heads run beside one another.</summary>
public sealed class HeadGate(IOptions<ProjectorOptions> options, IHostApplicationLifetime lifetime, TimeProvider clock)
    : UnitGate(options.Value.HeadsAtOnce, lifetime, clock);

public sealed class ProjectHeadEndpoint<TPriority>(HeadGate gate) : PriorityEndpoint<ProjectHeadConsumer<TPriority>, TPriority>(UnitQueues.Head, gate)
    where TPriority : IPriority;
