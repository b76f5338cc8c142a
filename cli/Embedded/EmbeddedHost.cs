using AttentionViz.Extractor.Hosting;
using AttentionViz.Gateway;
using AttentionViz.Gateway.Hosting;
using AttentionViz.Pipeline.Hosting;
using AttentionViz.Pipeline.Probes;
using AttentionViz.Projector.Hosting;
using MassTransit;

namespace AttentionViz.Cli.Embedded;

/// <summary>Gateway, extractor, projector, bus and store in this process, wired as they are when they run apart.</summary>
internal sealed class EmbeddedHost : IAsyncDisposable
{
    private const string ProbePort = $"{ProbeOptions.Section}:{nameof(ProbeOptions.Port)}";

    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(4);

    private readonly EmbeddedStore _store;
    private readonly WebApplication _app;

    private EmbeddedHost(EmbeddedStore store, WebApplication app) => (_store, _app) = (store, app);

    /// <summary>Where gRPC clients connect.</summary>
    public Uri Grpc => _app.Services.GetRequiredService<GatewayEndpoints>().Grpc;

    /// <summary>Everything that runs here.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>Where browsers connect.</summary>
    public Uri Web => _app.Services.GetRequiredService<GatewayEndpoints>().Web;

    /// <summary>Where results are kept, for StackExchange.Redis.</summary>
    public string Store => _store.Address;

    public static async Task<EmbeddedHost> StartAsync(HostSettings settings, CancellationToken cancellationToken)
    {
        PortCheck.Run("--grpc-port", settings.Address, settings.GrpcPort);
        PortCheck.Run("--web-port", settings.Address, settings.WebPort);
        var host = Build(settings);
        try
        {
            await host._app.StartAsync(cancellationToken);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends when the command is interrupted, or when a service stops the host; false in that case.</summary>
    public async Task<bool> WaitAsync(CancellationToken cancellationToken)
    {
        var ended = new TaskCompletionSource();
        await using var interrupted = cancellationToken.Register(() => ended.TrySetResult());
        await using var stopped = _app.Lifetime.ApplicationStopping.Register(() => ended.TrySetResult());
        await ended.Task;
        return cancellationToken.IsCancellationRequested;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _store.Dispose();
    }

    private static EmbeddedHost Build(HostSettings settings)
    {
        // Not the current folder: an appsettings.json lying there is none of ours.
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders().AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Logging.AddFilter(null, settings.Verbose ? LogLevel.Information : LogLevel.Warning);
        builder.Services.AddSingleton<IHostLifetime, PassiveLifetime>();
        // Results go with the process: at Ctrl-C there is no use in finishing what is under way.
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = StopTimeout);
        builder.Services.Configure<MassTransitHostOptions>(o => (o.StopTimeout, o.ConsumerStopTimeout) = (StopTimeout, StopTimeout / 4));
        var store = EmbeddedStore.Start();
        try
        {
            builder.Configuration.AddInMemoryCollection(Configuration(settings, store));
            // Whoever runs the services for themselves is not asked for one more port; the environment may name one.
            builder.Configuration[ProbePort] ??= "0";
            builder.AddPipeline(GatewayExtensions.Consumers, ExtractorExtensions.Consumers, ProjectorExtensions.Consumers);
            builder.AddProbes();
            builder.AddExtractor();
            builder.AddProjector();
            builder.AddGateway();
            return new EmbeddedHost(store, builder.Build().MapGateway());
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    private static Dictionary<string, string?> Configuration(HostSettings settings, EmbeddedStore store)
    {
        var values = new Dictionary<string, string?>
        {
            ["Store:Redis"] = store.Address,
            // Whatever the environment says for services that run apart.
            ["Bus:RabbitMq"] = "",
            ["Gateway:Address"] = settings.Address.ToString(),
            ["Gateway:GrpcPort"] = $"{settings.GrpcPort}",
            ["Gateway:WebPort"] = $"{settings.WebPort}",
        };
        // Only where it is asked for: otherwise the environment may say.
        if (settings.AllowAnonymous) values["Gateway:AllowAnonymous"] = "true";
        for (var i = 0; i < settings.Models.Count; i++) values[$"Extractor:Models:{i}"] = settings.Models[i];
        return values;
    }
}
