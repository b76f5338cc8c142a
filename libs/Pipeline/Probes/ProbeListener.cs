using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace AttentionViz.Pipeline.Probes;

/// <summary>Opens the probe port, beside the ports that the process has for its work.</summary>
internal static class ProbeListener
{
    public static void Listen(KestrelServerOptions kestrel, ProbeOptions options)
    {
        if (options.Port == 0) return;
        var address = IPAddress.Parse(options.Address);
        RequireFree(address, options.Port);
        kestrel.Listen(address, options.Port, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            listen.Use(next => connection =>
            {
                connection.Features.Set(ProbeConnection.Mark);
                return next(connection);
            });
        });
    }

    /// <summary>Several processes on one machine have one default; what Kestrel would say names no setting.</summary>
    private static void RequireFree(IPAddress address, int port)
    {
        try
        {
            using var listener = new TcpListener(address, port);
            listener.Start();
        }
        catch (SocketException e)
        {
            var remedy = e.SocketErrorCode == SocketError.AddressNotAvailable
                ? $"Probes:Address is '{address}', which is no address of this machine; give 127.0.0.1, or 0.0.0.0 for every interface"
                : $"Probes:Port is {port}, which cannot be listened on at {address} ({e.SocketErrorCode}); give each process on a machine a port of its own, above 1023, or 0 for none";
            throw new OptionsValidationException(Options.DefaultName, typeof(ProbeOptions), [remedy]);
        }
    }
}
