using System.Globalization;
using Google.Rpc;
using Grpc.Core;

namespace AttentionViz.Gateway.Errors;

/// <summary>The headers by which HTTP says what an error says in its details.</summary>
internal static class FaultHeaders
{
    public static void Add(HttpContext http, RpcException fault)
    {
        if (http.Response.HasStarted) return;
        if (fault.StatusCode == StatusCode.Unauthenticated) http.Response.Headers.WWWAuthenticate = "Bearer realm=\"attentionviz\"";
        if (fault.GetRpcStatus()?.GetDetail<RetryInfo>()?.RetryDelay is { } delay)
            http.Response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(delay.ToTimeSpan().TotalSeconds)).ToString(CultureInfo.InvariantCulture);
    }
}
