using System.Net;
using AttentionViz.Cli.Embedded;

namespace AttentionViz.Cli.Tests.Support;

/// <summary>One embedded host for the tests that talk to a gateway.</summary>
public sealed class HostFixture : IAsyncLifetime
{
    private EmbeddedHost? _host;

    /// <summary>What --gateway takes.</summary>
    public string Gateway => _host!.Grpc.GetLeftPart(UriPartial.Authority);

    public int Port => _host!.Grpc.Port;

    public async ValueTask InitializeAsync() => _host = await EmbeddedHost.StartAsync(
        new HostSettings(IPAddress.Loopback, 0, 0, [Samples.Models], Verbose: false), TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_host is not null) await _host.DisposeAsync();
    }

    internal Task<ToolRun> InvokeAsync(params string[] args) => ToolRun.InvokeAsync([.. args, "--gateway", Gateway]);
}
