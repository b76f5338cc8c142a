using AttentionViz.Pipeline.Hosting;
using AttentionViz.Pipeline.Messages;
using AttentionViz.Pipeline.Workers;
using AttentionViz.Projector.Consumers;
using AttentionViz.Projector.Placing;
using AttentionViz.Projector.Projection;
using MassTransit;

namespace AttentionViz.Projector.Hosting;

/// <summary>Wires a projector into a host that has the pipeline.</summary>
public static class ProjectorExtensions
{
    /// <summary>To be passed to <c>AddPipeline</c>.</summary>
    public static void Consumers(IBusRegistrationConfigurator bus)
    {
        bus.AddConsumer<ProjectHeadConsumer<Low>, ProjectHeadEndpoint<Low>>();
        bus.AddConsumer<ProjectHeadConsumer<Normal>, ProjectHeadEndpoint<Normal>>();
        bus.AddConsumer<ProjectHeadConsumer<High>, ProjectHeadEndpoint<High>>();
        bus.AddConsumer<PlaceHeadConsumer, PlaceHeadConsumerDefinition>();
    }

    public static IHostApplicationBuilder AddProjector(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSettings<ProjectorOptions>("Projector");
        builder.Services.AddSingleton<HeadProjector>().AddSingleton<HeadLoader>().AddSingleton<EarlierMaps>()
            .AddSingleton<HeadGate>().AddSingleton<HeadWork>();
        builder.Services.AddWorkerSlots<HeadGate>(WorkerKind.Projector);
        builder.Services.AddSingleton<ReferenceLoader>().AddSingleton<ReferenceCache>();
        return builder;
    }
}
