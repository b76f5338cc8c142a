using AttentionViz.Gateway.Hosting;
using AttentionViz.Gateway.Viewer;
using AttentionViz.Pipeline.Hosting;
using AttentionViz.Pipeline.Models;
using AttentionViz.Testing;
using AttentionViz.V1;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace AttentionViz.Gateway.Tests.Fixtures;

/// <summary>A real gateway on free ports, with a store of its own and nobody who does its jobs.</summary>
public sealed class GatewayHost : IAsyncLifetime
{
    public const int MaxLineBytes = 10_000;
    public const int MaxCorpusBytes = 200_000;
    public const int ShardSequences = 4;

    /// <summary>Milliseconds that a store may take to answer on a machine with other work.</summary>
    public const int StoreTimeout = 30_000;

    /// <summary>Milliseconds after which a store that a test loses on purpose is given up.</summary>
    public const int LostStoreTimeout = 2_000;

    private readonly GarnetFixture _garnet;
    private readonly bool _ownsStore;
    private readonly WebApplication _app;
    private readonly CancellationTokenSource _disposed = new();
    private Task _announcing = Task.CompletedTask;
    private GrpcChannel? _channel;

    public GatewayHost() : this(null, _ => [])
    {
    }

    /// <param name="settings">Beside what every test host has.</param>
    /// <param name="logs">Where logs go; nowhere when null.</param>
    internal GatewayHost(Dictionary<string, string?> settings, ILoggerProvider? logs = null) : this(logs, _ => settings)
    {
    }

    /// <param name="viewer">Instead of the one that the build has or has not.</param>
    /// <param name="settings">Beside what every test host has.</param>
    internal GatewayHost(ViewerFiles viewer, Dictionary<string, string?> settings) : this(new GarnetFixture(), ownsStore: true, null, _ => settings, viewer)
    {
    }

    /// <param name="logs">Where logs go; nowhere when null.</param>
    /// <param name="settings">Beside what every test host has, given the port of the store.</param>
    internal GatewayHost(ILoggerProvider? logs, Func<int, Dictionary<string, string?>> settings) : this(new GarnetFixture(), ownsStore: true, logs, settings)
    {
    }

    private GatewayHost(GarnetFixture garnet, bool ownsStore, ILoggerProvider? logs, Func<int, Dictionary<string, string?>> settings, ViewerFiles? viewer = null)
    {
        (_garnet, _ownsStore) = (garnet, ownsStore);
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        if (logs is not null) builder.Logging.SetMinimumLevel(LogLevel.Trace).AddProvider(logs);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Store:Redis"] = StoreAt(_garnet.Port),
            ["Gateway:GrpcPort"] = "0",
            ["Gateway:WebPort"] = "0",
            ["Gateway:MaxAttentionBytes"] = "4096",
            ["Gateway:ProjectionPatience"] = "00:00:02",
            ["Corpus:MaxLineBytes"] = $"{MaxLineBytes}",
            ["Corpus:MaxBytes"] = $"{MaxCorpusBytes}",
            ["Corpus:ShardSequences"] = $"{ShardSequences}",
        });
        builder.Configuration.AddInMemoryCollection(settings(_garnet.Port));
        builder.Services.AddSingleton(Plans);
        builder.AddPipeline(
            bus =>
            {
                bus.AddConsumer<PlanConsumer>();
                bus.AddConsumer<BrokenShardConsumer>();
            },
            GatewayExtensions.Consumers);
        builder.AddGateway();
        if (viewer is not null) builder.Services.AddSingleton(viewer);
        _app = builder.Build().MapGateway();
    }

    /// <summary>What the gateway asked workers to plan.</summary>
    public PlanRecorder Plans { get; } = new();

    public IServiceProvider Services => _app.Services;

    public GatewayEndpoints Endpoints => Get<GatewayEndpoints>();

    public GrpcChannel Channel => _channel ??= GrpcChannel.ForAddress(Endpoints.Grpc);

    public JobService.JobServiceClient Jobs => new(Channel);

    public CorpusService.CorpusServiceClient Corpora => new(Channel);

    public ModelService.ModelServiceClient Models => new(Channel);

    public AtlasService.AtlasServiceClient Atlas => new(Channel);

    public ExploreService.ExploreServiceClient Explore => new(Channel);

    public T Get<T>() where T : notnull => Services.GetRequiredService<T>();

    /// <summary>Store:Redis for a store of this machine.</summary>
    /// <param name="timeout">Milliseconds that it may take to answer.</param>
    public static string StoreAt(int port, int timeout = StoreTimeout) => $"127.0.0.1:{port},allowAdmin=true,asyncTimeout={timeout}";

    public Task<IReadOnlyList<string>> KeysAsync(string pattern = "*") => GarnetFixture.KeysAsync(Get<IConnectionMultiplexer>(), pattern);

    public async ValueTask InitializeAsync()
    {
        await _app.StartAsync();
        await DemoModels.AnnounceAsync(this);
        _announcing = AnnounceAsync();
    }

    /// <summary>Another gateway over the same store.</summary>
    public async Task<GatewayHost> AddInstanceAsync()
    {
        var host = new GatewayHost(_garnet, ownsStore: false, null, _ => []);
        await host.InitializeAsync();
        return host;
    }

    public void LoseStore() => _garnet.Dispose();

    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        _channel?.Dispose();
        await _disposed.CancelAsync();
        await _announcing;
        _disposed.Dispose();
        await _app.DisposeAsync();
        if (_ownsStore) _garnet.Dispose();
    }

    /// <summary>An announcement holds for a minute, and on a busy machine the tests take longer.</summary>
    private async Task AnnounceAsync()
    {
        using var timer = new PeriodicTimer(ModelCatalog.Lifetime / 4);
        try
        {
            while (await timer.WaitForNextTickAsync(_disposed.Token)) await DemoModels.AnnounceAsync(this);
        }
        catch (Exception e) when (e is OperationCanceledException or RedisException or TimeoutException)
        {
            // The host was stopped, or its store lost on purpose.
        }
    }
}
