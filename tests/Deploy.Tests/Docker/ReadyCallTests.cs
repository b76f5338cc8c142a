using System.Net;
using System.Net.Sockets;
using AttentionViz.Pipeline.Probes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace AttentionViz.Deploy.Tests.Docker;

public class ReadyCallTests
{
    [Theory]
    [InlineData(200, 0)]
    [InlineData(503, 1)]
    public async Task Ask_ServiceThatAnswers_ExitsAsItSays(int status, int exitCode)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var app = builder.Build();
        app.MapGet("/readyz", () => Results.StatusCode(status));
        await app.StartAsync(TestContext.Current.CancellationToken);
        // As images set it: all addresses, of which one is asked.
        Assert.Equal(exitCode, await ReadyCall.AskAsync(Settings(new Uri(app.Urls.Single()).Port, "0.0.0.0")));
    }

    [Fact]
    public async Task Ask_NobodyThere_Exits1()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        taken.Stop();
        Assert.Equal(1, await ReadyCall.AskAsync(Settings(port, "127.0.0.1")));
    }

    private static IConfiguration Settings(int port, string address) =>
        new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Probes:Port"] = $"{port}", ["Probes:Address"] = address }).Build();
}
