using AttentionViz.Gateway.Atlases;
using AttentionViz.Gateway.Caching;
using AttentionViz.Gateway.Corpora;
using AttentionViz.Gateway.Errors;
using AttentionViz.Gateway.Explore;
using AttentionViz.Gateway.Hosting;
using AttentionViz.Gateway.Http;
using AttentionViz.Gateway.Jobs;
using AttentionViz.Gateway.Models;
using AttentionViz.Gateway.Observability;
using AttentionViz.Gateway.OpenApi;
using AttentionViz.Gateway.Placing;
using AttentionViz.Gateway.Security;
using AttentionViz.Gateway.Server;
using AttentionViz.Gateway.Viewer;
using AttentionViz.Pipeline.Corpora;
using AttentionViz.Pipeline.Hosting;
using AttentionViz.Pipeline.Probes;
using MassTransit;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace AttentionViz.Gateway;

/// <summary>Puts the gateway into a web application; <c>AddPipeline</c> must be called too.</summary>
public static class GatewayExtensions
{
    /// <summary>To be passed to <c>AddPipeline</c>.</summary>
    public static void Consumers(IBusRegistrationConfigurator bus)
    {
        bus.AddConsumer<FaultedUnitConsumer>();
        bus.AddConsumer<DeadLetterConsumer, DeadLetterEndpoint>();
        bus.AddConsumer<FaultedPlacingConsumer>();
    }

    /// <summary>Adds the services and the two ports; <see cref="GatewayEndpoints"/> tells where they listen once started.</summary>
    public static WebApplicationBuilder AddGateway(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSettings<GatewayOptions>(GatewayOptions.Section);
        services.AddSingleton<IValidateOptions<GatewayOptions>, GatewayOptionsValidator>().AddSingleton<IValidateOptions<ProbeOptions>, ProbePortValidator>();
        services.AddSettings<CorpusLimits>("Corpus");
        services.AddSingleton<GatewayEndpoints>();
        services.AddOptions<KestrelServerOptions>().Configure<GatewayEndpoints, IOptions<GatewayOptions>, IStartupValidator>(
            (kestrel, endpoints, options, validator) =>
            {
                // Kestrel is made before the host validates options, and would stop at the first fault of its own.
                validator.Validate();
                endpoints.Listen(kestrel, options.Value);
            });

        services.AddSingleton<ErrorTranslator>();
        services.AddGrpc(grpc =>
        {
            grpc.Interceptors.Add<JsonStreamInterceptor>();
            grpc.Interceptors.Add<ErrorInterceptor>();
            grpc.Interceptors.Add<GateInterceptor>();
            grpc.Interceptors.Add<EntityTagInterceptor>();
        }).AddJsonWay();
        services.AddSecurity();
        builder.Logging.AddFilter(MalformedMessages.LogCategory, LogLevel.Critical);
        services.AddGrpcReflection();
        services.AddGrpcHealthChecks(o => o.Services.Map("", r => r.Tags.Contains(StoreHealthCheck.ReadyTag)));
        services.AddWebCors();
        services.AddSingleton(_ => ViewerFiles.Embedded);

        services.AddSingleton<CorpusUploads>().AddSingleton<CorpusLookup>().AddSingleton<CorpusListing>();
        services.AddHostedService<StoreGauges>().AddHostedService<JobGauges>();
        services.AddJobs().AddJobCache().AddAtlases().AddExplore().AddPlacing();
        return builder;
    }

    /// <summary>Maps the gRPC services (also as gRPC-Web and JSON), health, reflection and the viewer.</summary>
    public static WebApplication MapGateway(this WebApplication app)
    {
        app.UseGrpcWeb(new GrpcWebOptions { DefaultEnabled = true });
        app.UseCors();
        app.UseMalformedMessages();
        app.UseHttpGate();
        app.UseJsonWay();
        app.MapGrpcService<JobGrpc>();
        app.MapGrpcService<CorpusGrpc>();
        app.MapGrpcService<ModelGrpc>();
        app.MapGrpcService<AtlasGrpc>();
        app.MapGrpcService<ExploreGrpc>();
        app.MapGrpcService<ServerGrpc>();
        app.MapGrpcReflectionService();
        app.MapGrpcHealthChecksService();
        app.MapJsonWay();
        app.MapOpenApi();
        app.MapWebPages();
        return app;
    }
}
