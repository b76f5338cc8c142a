using AttentionViz.Extractor.Hosting;
using AttentionViz.Gateway;
using AttentionViz.Gateway.Hosting;
using AttentionViz.Observability.Tests.Otlp;
using AttentionViz.Pipeline.Hosting;
using AttentionViz.Pipeline.Probes;
using AttentionViz.Projector.Hosting;
using AttentionViz.Testing;
using AttentionViz.Testing.Servers;
using AttentionViz.Testing.Servers.Processes;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AttentionViz.Observability.Tests;

/// <summary>All services in this process, watched as one would watch them apart, after jobs that succeeded and one that failed.</summary>
public sealed class Observed : IAsyncLifetime
{
    private const long StoreBytes = 1L << 30;

    private readonly GarnetFixture? _garnet = LocalServers.Installed ? null : new GarnetFixture();
    private RedisServer? _redis;
    private WebApplication? _app;
    private GrpcChannel? _channel;

    internal OtlpReceiver Receiver { get; private set; } = null!;

    internal Calls Calls { get; private set; } = null!;

    public int ProbePort { get; } = Ports.Free();

    public Uri Probe => new($"http://127.0.0.1:{ProbePort}/");

    public GatewayEndpoints Endpoints => _app!.Services.GetRequiredService<GatewayEndpoints>();

    /// <summary>Whether the store is a Redis, which tells of its memory.</summary>
    public bool HasRedis => _redis is not null;

    /// <summary>A job that made every kind of map.</summary>
    public string JobId { get; private set; } = "";

    /// <summary>A job that failed while it was planned.</summary>
    public string FailedJobId { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        var stop = TestContext.Current.CancellationToken;
        Receiver = await OtlpReceiver.StartAsync(stop);
        if (_garnet is null) _redis = await RedisServer.StartNewAsync(new RedisOptions { MaxMemory = StoreBytes });
        _app = Build(_redis?.Address ?? _garnet!.Configuration);
        await _app.StartAsync(stop);
        _channel = GrpcChannel.ForAddress(Endpoints.Grpc);
        Calls = new Calls(_channel);
        JobId = await Calls.RunJobAsync(Calls.Whole, stop);
        FailedJobId = await Calls.RunJobAsync(Calls.Impossible, stop);
        await Calls.LookAsync(JobId, stop);
        await Calls.PlaceAsync(JobId, stop);
    }

    public async ValueTask DisposeAsync()
    {
        _channel?.Dispose();
        if (_app is not null) await _app.StopAsync();
        if (_app is not null) await _app.DisposeAsync();
        if (_redis is not null) await _redis.DisposeAsync();
        _garnet?.Dispose();
        await Receiver.DisposeAsync();
    }

    private WebApplication Build(string store)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Store:Redis"] = store,
            ["Gateway:GrpcPort"] = "0",
            ["Gateway:WebPort"] = "0",
            ["Probes:Port"] = $"{ProbePort}",
            ["Corpus:ShardSequences"] = $"{Calls.ShardSequences}",
            ["Extractor:Models:0"] = Checkout.At("models"),
        });
        builder.Configuration.AddInMemoryCollection(Receiver.Settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value)));
        builder.AddPipeline(GatewayExtensions.Consumers, ExtractorExtensions.Consumers, ProjectorExtensions.Consumers);
        builder.AddProbes();
        builder.AddExtractor();
        builder.AddProjector();
        builder.AddGateway();
        return builder.Build().MapGateway();
    }
}
