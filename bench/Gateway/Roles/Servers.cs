using System.Net;
using System.Net.Sockets;
using AttentionViz.Extractor.Hosting;
using AttentionViz.Gateway;
using AttentionViz.Gateway.Hosting;
using AttentionViz.Pipeline.Hosting;
using AttentionViz.Projector.Hosting;
using Garnet;

namespace AttentionViz.Bench.Gateway.Roles;

/// <summary>The servers of this project, as they are when they run apart.</summary>
internal static class Servers
{
    /// <summary>The gateway that is measured: nothing else in its process.</summary>
    public static async Task GatewayAsync(int store, long? cacheBytes)
    {
        var builder = Builder(store);
        if (cacheBytes is { } bytes) builder.Configuration["Gateway:CacheBytes"] = $"{bytes}";
        builder.AddPipeline(GatewayExtensions.Consumers);
        builder.AddGateway();
        await RunAsync(builder.Build().MapGateway(), store);
    }

    /// <summary>The store with an atlas in it, and workers with a gateway of their own that gives them jobs.</summary>
    public static async Task WorkersAsync(int tokens, int layers, int heads)
    {
        var port = FreePort();
        // Shut down with the process.
        using var garnet = new GarnetServer(["--bind", "127.0.0.1", "--port", $"{port}", "-q", "--lua"]);
        garnet.Start();
        var builder = Builder(port);
        builder.Configuration["Extractor:Models:0"] = Places.Of("models");
        builder.AddPipeline(GatewayExtensions.Consumers, ExtractorExtensions.Consumers, ProjectorExtensions.Consumers);
        builder.AddExtractor();
        builder.AddProjector();
        builder.AddGateway();
        var app = builder.Build().MapGateway();
        await MadeUpAtlas.WriteAsync(app.Services, tokens, layers, heads);
        await RunAsync(app, port);
    }

    private static WebApplicationBuilder Builder(int store)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Store:Redis"] = $"127.0.0.1:{store}",
            ["Gateway:GrpcPort"] = "0",
            ["Gateway:WebPort"] = "0",
        });
        return builder;
    }

    private static async Task RunAsync(WebApplication app, int store)
    {
        await using (app)
        {
            await app.StartAsync();
            var endpoints = app.Services.GetRequiredService<GatewayEndpoints>();
            await Child.ServeAsync(new Addresses(endpoints.Grpc.ToString(), endpoints.Web.ToString(), store));
            await app.StopAsync();
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
