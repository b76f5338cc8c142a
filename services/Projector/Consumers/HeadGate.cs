using AttentionViz.Pipeline.Hosting;
using AttentionViz.Pipeline.Jobs;
using AttentionViz.Pipeline.Messages;
using AttentionViz.Projector.Hosting;
using Microsoft.Extensions.Options;

namespace AttentionViz.Projector.Consumers;

/// <summary>Heads run beside one another.</summary>
public sealed class HeadGate(IOptions<ProjectorOptions> options) : PriorityGate(options.Value.HeadsAtOnce);

public sealed class ProjectHeadEndpoint<TPriority>(HeadGate gate) : PriorityEndpoint<ProjectHeadConsumer<TPriority>, TPriority>("project-head", gate)
    where TPriority : IPriority;
