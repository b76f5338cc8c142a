using System.Net;
using System.Net.Sockets;
using AttentionViz.Cli.Tests.Support;

namespace AttentionViz.Cli.Tests;

public sealed class UnreachableGatewayTests
{
    [Theory]
    [InlineData("jobs")]
    [InlineData("models")]
    [InlineData("watch", "some-job")]
    [InlineData("cancel", "some-job")]
    public async Task Run_NoGateway_SaysHowToStartOne(params string[] args)
    {
        var run = await ToolRun.InvokeAsync([.. args, "--gateway", $"http://127.0.0.1:{UnusedPort()}"]);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("attentionviz serve", Assert.Single(run.Faults), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Submit_NoGateway_SaysHowToStartOne()
    {
        using var folder = new TemporaryFolder();
        var corpus = folder.Write("c.txt", Samples.Corpus);

        var run = await ToolRun.InvokeAsync("submit", "mini-bert", "--corpus", corpus, "--gateway", $"http://127.0.0.1:{UnusedPort()}");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("attentionviz serve", Assert.Single(run.Faults), StringComparison.Ordinal);
    }

    private static int UnusedPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
