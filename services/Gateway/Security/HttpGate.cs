using AttentionViz.Gateway.Errors;
using Grpc.AspNetCore.Server;
using Grpc.Core;

namespace AttentionViz.Gateway.Security;

/// <summary>The gate before every endpoint that is not a gRPC method. Each carries a <see cref="MethodRule"/>; one that does not is open to nobody.</summary>
internal static class HttpGate
{
    public static void UseHttpGate(this WebApplication app) => app.Use(async (http, next) =>
    {
        var endpoint = http.GetEndpoint();
        if (endpoint is null || IsGrpc(endpoint))
        {
            await next(http);
            return;
        }

        try
        {
            var gate = http.RequestServices.GetRequiredService<CallGate>();
            using var entered = await gate.EnterAsync(http, http.Request.Path, endpoint.Metadata.GetMetadata<MethodRule>());
            await next(http);
        }
        catch (RpcException e) when (!http.Response.HasStarted)
        {
            await HttpFault.WriteAsync(http, e);
        }
    });

    public static TBuilder Needs<TBuilder>(this TBuilder endpoint, MethodRule rule)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(rule);

    /// <summary>A method behind <see cref="GateInterceptor"/>, or what gRPC answers "unimplemented" with.</summary>
    internal static bool IsGrpc(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<GrpcMethodMetadata>() is not null
        || (endpoint is RouteEndpoint route && route.RoutePattern.Parameters.Any(p => p.Name == "unimplementedMethod"));
}
