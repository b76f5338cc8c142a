using System.Net;

namespace AttentionViz.Cli.Embedded;

/// <summary>How the embedded host is started.</summary>
/// <param name="GrpcPort">0 = any free one.</param>
/// <param name="WebPort">0 = any free one.</param>
/// <param name="Models">Folders that hold model folders.</param>
/// <param name="Verbose">Log what the services do.</param>
internal sealed record HostSettings(IPAddress Address, int GrpcPort, int WebPort, IReadOnlyList<string> Models, bool Verbose)
{
    /// <summary>Serve anyone, also on an address that others can reach.</summary>
    public bool AllowAnonymous { get; init; }
}
