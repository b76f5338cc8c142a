using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace AttentionViz.Gateway.Hosting;

/// <summary>What one client can hold of the server before anything of ours sees it.</summary>
internal static class KestrelBounds
{
    public static void Set(KestrelServerLimits limits, GatewayOptions options)
    {
        limits.MaxConcurrentConnections = options.Limits.Connections > 0 ? options.Limits.Connections : null;
        limits.Http2.MaxStreamsPerConnection = options.Limits.StreamsPerConnection;
        // Base64 in JSON takes a third more than the message; streams and uploads lift this for themselves.
        limits.MaxRequestBodySize = 2L * options.MaxRequestBytes;
        limits.MaxRequestHeadersTotalSize = 32 << 10;
        limits.MaxRequestHeaderCount = 64;
        limits.Http2.MaxRequestHeaderFieldSize = 16 << 10;
        // Clients that send a byte now and then must not hold connections for ever.
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        limits.KeepAliveTimeout = TimeSpan.FromMinutes(2);
        limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));
        limits.MinResponseDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(10));
        // Finds clients that went away without a word while they watch.
        limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(30);
        limits.Http2.KeepAlivePingTimeout = TimeSpan.FromSeconds(20);
    }
}
