using System.Net;
using System.Net.Sockets;
using Garnet;

namespace AttentionViz.Cli.Embedded;

/// <summary>A Garnet server in this process, on a loopback port that no one else uses.</summary>
internal sealed class EmbeddedStore : IDisposable
{
    private const int Attempts = 5;

    private readonly GarnetServer _server;

    private EmbeddedStore(GarnetServer server, int port)
    {
        _server = server;
        Address = $"127.0.0.1:{port}";
    }

    /// <summary>For StackExchange.Redis.</summary>
    public string Address { get; }

    public static EmbeddedStore Start()
    {
        for (var attempt = 1; ; attempt++)
        {
            var port = FreePort();
            try
            {
                // No --memory: without a storage tier Garnet would then drop data silently.
                var server = new GarnetServer(["--bind", "127.0.0.1", "--port", $"{port}", "-q", "--lua"]);
                server.Start();
                return new EmbeddedStore(server, port);
            }
            catch (SocketException) when (attempt < Attempts)
            {
                // Another process took the port between the look and the start.
            }
        }
    }

    public void Dispose() => _server.Dispose();

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
