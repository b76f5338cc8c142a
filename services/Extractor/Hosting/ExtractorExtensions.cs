using AttentionViz.Extractor.Consumers;
using AttentionViz.Extractor.Images;
using AttentionViz.Extractor.Models;
using AttentionViz.Extractor.Placing;
using MassTransit;
using Microsoft.Extensions.Options;

namespace AttentionViz.Extractor.Hosting;

/// <summary>Wires an extractor into a host that has the pipeline.</summary>
public static class ExtractorExtensions
{
    /// <summary>To be passed to <c>AddPipeline</c>.</summary>
    public static void Consumers(IBusRegistrationConfigurator bus)
    {
        bus.AddConsumer<PlanJobConsumer, PlanJobConsumerDefinition>();
        bus.AddConsumer<ExtractShardConsumer, ExtractShardConsumerDefinition>();
        bus.AddConsumer<PlaceSequencesConsumer, PlaceSequencesConsumerDefinition>();
    }

    public static IHostApplicationBuilder AddExtractor(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<ExtractorOptions>().BindConfiguration("Extractor").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<ExtractorOptions>, ExtractorOptionsValidator>();
        builder.Services.AddSingleton<ModelSlots>().AddSingleton<ModelLibrary>().AddSingleton<ModelHost>().AddSingleton<JobModels>()
            .AddSingleton<ShardImages>();
        builder.Services.AddHostedService<DeviceNotice>().AddHostedService<ModelScanner>();
        return builder;
    }
}
