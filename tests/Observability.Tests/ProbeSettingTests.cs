using System.Net;
using System.Net.Sockets;
using AttentionViz.Gateway;
using AttentionViz.Pipeline.Hosting;
using AttentionViz.Pipeline.Probes;
using AttentionViz.Projector.Hosting;
using AttentionViz.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AttentionViz.Observability.Tests;

public sealed class ProbeSettingTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Port", "70000", "Probes:Port")]
    [InlineData("Port", "eighty", "Probes:Port")]
    [InlineData("Address", "here", "Probes:Address")]
    public async Task Worker_SettingWrong_TellsIt(string name, string value, string said)
    {
        var error = await FaultAsync(() => Worker(new() { ["Store:Redis"] = "127.0.0.1:1", [$"Probes:{name}"] = value }));

        Assert.Contains(said, error.ToString(), StringComparison.Ordinal);
        Assert.Contains(value, error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Worker_PortInUse_TellsTheSetting()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        using var store = new GarnetFixture();

        var error = await FaultAsync(() => Worker(new() { ["Store:Redis"] = store.Configuration, ["Probes:Port"] = $"{port}" }));

        Assert.Contains($"Probes:Port is {port}", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Worker_PortZero_ListensNowhere()
    {
        using var store = new GarnetFixture();
        await using var app = Worker(new() { ["Store:Redis"] = store.Configuration, ["Probes:Port"] = "0" });

        await app.StartAsync(Token);

        Assert.Empty(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses ?? []);
        await app.StopAsync(Token);
    }

    [Fact]
    public async Task Gateway_ProbesOnItsOwnPort_IsRefused()
    {
        var builder = Builder(new() { ["Store:Redis"] = "127.0.0.1:1", ["Gateway:WebPort"] = "9999", ["Probes:Port"] = "9999" });
        builder.AddPipeline(GatewayExtensions.Consumers);
        builder.AddProbes();
        builder.AddGateway();

        var error = await FaultAsync(() => builder.Build().MapGateway());

        Assert.Contains("Probes:Port is 9999, which is Gateway:WebPort as well", error.ToString(), StringComparison.Ordinal);
    }

    /// <summary>What keeps it from starting, told as it is built or as it starts.</summary>
    private static Task<Exception> FaultAsync(Func<WebApplication> build) => Assert.ThrowsAnyAsync<Exception>(async () =>
    {
        await using var app = build();
        await app.StartAsync(Token);
    });

    private static WebApplication Worker(Dictionary<string, string?> settings)
    {
        var builder = Builder(settings);
        builder.AddPipeline(ProjectorExtensions.Consumers);
        builder.AddProbes(alone: true);
        builder.AddProjector();
        return builder.Build();
    }

    private static WebApplicationBuilder Builder(Dictionary<string, string?> settings)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(settings);
        return builder;
    }
}
