using System.Net;
using System.Net.Sockets;
using AttentionViz.Cli.Running;

namespace AttentionViz.Cli.Embedded;

/// <summary>Finds out before anything is started whether a port can be listened on.</summary>
internal static class PortCheck
{
    public static void Run(string option, IPAddress address, int port)
    {
        if (port == 0) return;
        try
        {
            using var listener = new TcpListener(address, port);
            listener.Start();
        }
        catch (SocketException e)
        {
            throw ToolException.Unusable(e.SocketErrorCode switch
            {
                SocketError.AddressAlreadyInUse => $"{option}: port {port} on {address} is in use; stop what uses it, or give another port",
                SocketError.AccessDenied => $"{option}: port {port} on {address} may not be used by this user; give one above 1023",
                SocketError.AddressNotAvailable => $"--address: {address} is not an address of this machine; give 127.0.0.1 or 0.0.0.0",
                _ => $"{option}: port {port} on {address} cannot be used: {e.Message}",
            });
        }
    }
}
