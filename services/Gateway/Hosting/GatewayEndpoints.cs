using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace AttentionViz.Gateway.Hosting;

/// <summary>Where the gateway listens. Port 0 becomes a real one when the host has started.</summary>
public sealed class GatewayEndpoints
{
    private ListenOptions? _grpc;
    private ListenOptions? _web;

    /// <summary>gRPC over cleartext HTTP/2.</summary>
    public Uri Grpc => AddressOf(_grpc);

    /// <summary>gRPC-Web, JSON, health and the viewer over HTTP/1.1.</summary>
    public Uri Web => AddressOf(_web);

    internal void Listen(KestrelServerOptions kestrel, GatewayOptions options)
    {
        var address = IPAddress.Parse(options.Address);
        KestrelBounds.Set(kestrel.Limits, options);
        // Without TLS there is no negotiation: one port cannot speak both protocols.
        kestrel.Listen(address, options.GrpcPort, listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            _grpc = listen;
        });
        kestrel.Listen(address, options.WebPort, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            _web = listen;
        });
    }

    private static Uri AddressOf(ListenOptions? listen)
    {
        var bound = listen?.IPEndPoint ?? throw new InvalidOperationException("the gateway has not been started");
        var host = bound.Address switch
        {
            var a when a.Equals(IPAddress.Any) => IPAddress.Loopback,
            var a when a.Equals(IPAddress.IPv6Any) => IPAddress.IPv6Loopback,
            var a => a,
        };
        return new Uri(host.AddressFamily == AddressFamily.InterNetworkV6 ? $"http://[{host}]:{bound.Port}" : $"http://{host}:{bound.Port}");
    }
}
