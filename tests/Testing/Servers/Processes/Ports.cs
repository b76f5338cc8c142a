using System.Net;
using System.Net.Sockets;

namespace AttentionViz.Testing.Servers.Processes;

/// <summary>
/// Free loopback ports for servers that are started anew on the same port. They lie below those that the kernel lends to
/// outgoing connections: one of these could else take the port of a server that is down for a moment.
/// </summary>
public static class Ports
{
    private const int First = 12_000;
    private const int Count = 18_000;

    private static readonly Lock Gate = new();
    private static readonly HashSet<int> Given = [];

    // Test processes that run side by side look in different places.
    private static int _next = Environment.ProcessId * 97 % Count;

    /// <summary>A port that nobody listens on and that was not given before in this process.</summary>
    public static int Free()
    {
        lock (Gate)
        {
            for (var tried = 0; tried < Count; tried++)
            {
                _next = (_next + 1) % Count;
                var port = First + _next;
                if (!Given.Contains(port) && IsFree(port) && Given.Add(port)) return port;
            }
        }

        throw new InvalidOperationException($"no free port in {First}..{First + Count - 1}");
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
