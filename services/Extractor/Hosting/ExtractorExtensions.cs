using AttentionViz.Extractor.Consumers;
using AttentionViz.Extractor.Gpu;
using AttentionViz.Extractor.Images;
using AttentionViz.Extractor.Models;
using AttentionViz.Extractor.Placing;
using AttentionViz.Pipeline.Hosting;
using AttentionViz.Pipeline.Messages;
using AttentionViz.Pipeline.Workers;
using MassTransit;
using Microsoft.Extensions.Options;

namespace AttentionViz.Extractor.Hosting;

/// <summary>Wires an extractor into a host that has the pipeline.</summary>
public static class ExtractorExtensions
{
    /// <summary>To be passed to <c>AddPipeline</c>.</summary>
    public static void Consumers(IBusRegistrationConfigurator bus)
    {
        AddConsumers<Low>(bus);
        AddConsumers<Normal>(bus);
        AddConsumers<High>(bus);
        bus.AddConsumer<PlaceSequencesConsumer, PlaceSequencesConsumerDefinition>();
    }

    public static IHostApplicationBuilder AddExtractor(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSettings<ExtractorOptions>("Extractor");
        builder.Services.AddSingleton<IValidateOptions<ExtractorOptions>, ExtractorOptionsValidator>();
        builder.Services.AddSingleton<ModelSlots>().AddSingleton<ModelLibrary>().AddSingleton<ModelHost>().AddSingleton<JobModels>()
            .AddSingleton<ShardImages>();
        builder.Services.AddSingleton<PlanGate>().AddSingleton<ShardGate>().AddSingleton<PlanWork>().AddSingleton<ShardWork>();
        builder.Services.AddWorkerSlots<ShardGate>(WorkerKind.Extractor);
        builder.Services.AddHostedService<DeviceNotice>().AddHostedService<ModelScanner>().AddHostedService<GpuMetrics>();
        return builder;
    }

    private static void AddConsumers<TPriority>(IBusRegistrationConfigurator bus) where TPriority : IPriority
    {
        bus.AddConsumer<PlanJobConsumer<TPriority>, PlanJobEndpoint<TPriority>>();
        bus.AddConsumer<ExtractShardConsumer<TPriority>, ExtractShardEndpoint<TPriority>>();
    }
}
