using System.Net;
using System.Net.Sockets;
using Garnet;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;

namespace AttentionViz.Testing;

/// <summary>A store of its own for tests: Garnet within the process, on a free loopback port, empty at first.</summary>
public sealed class GarnetFixture : IDisposable
{
    private const int Attempts = 10;

    // Garnet's own defaults are made by the first server of a process; of two made at once, one can find them half made.
    private static readonly Lock Making = new();

    private readonly GarnetServer _server;
    private bool _disposed;

    public GarnetFixture()
    {
        for (var attempt = 1; ; attempt++)
        {
            Port = FreePort();
            var server = Make(Port);
            try
            {
                server.Start();
                _server = server;
                return;
            }
            catch (Exception) when (attempt < Attempts)
            {
                // Another process took the port between the look and the start.
                server.Dispose();
            }
        }
    }

    public int Port { get; }

    /// <summary>StackExchange.Redis configuration, as "Store:Redis" takes it.</summary>
    public string Configuration => $"127.0.0.1:{Port},allowAdmin=true";

    /// <summary>Every key there is that matches a pattern, with * for anything.</summary>
    public static async Task<IReadOnlyList<string>> KeysAsync(IConnectionMultiplexer redis, string pattern = "*")
    {
        var keys = new List<string>();
        foreach (var server in redis.GetServers())
        {
            await foreach (var key in server.KeysAsync(pattern: pattern)) keys.Add(key.ToString());
        }

        return keys;
    }

    /// <summary>Stops the store; also in the middle of a test that wants to see it lost.</summary>
    public void Dispose()
    {
        if (!_disposed) _server.Dispose();
        _disposed = true;
    }

    private static GarnetServer Make(int port)
    {
        lock (Making) return new GarnetServer(["--bind", "127.0.0.1", "--port", $"{port}", "-q", "--lua"], NullLoggerFactory.Instance);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
