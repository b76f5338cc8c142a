using AttentionViz.Gateway.Http;
using Grpc.AspNetCore.Server;
using Grpc.Core;

namespace AttentionViz.Gateway.Security;

/// <summary>The gate before every endpoint that is not a gRPC method. Each stands for a method of the contract or carries a <see cref="MethodRule"/>; one that does not is open to nobody.</summary>
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
            using var entered = await gate.EnterAsync(http, http.Request.Path, RuleOf(endpoint));
            await next(http);
        }
        catch (RpcException e) when (!http.Response.HasStarted)
        {
            await HttpFault.WriteAsync(http, e);
        }
    });

    public static TBuilder Needs<TBuilder>(this TBuilder endpoint, MethodRule rule)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(rule);

    // A JSON body is read before the interceptors run, so the gate comes before that.
    private static MethodRule? RuleOf(Endpoint endpoint) => JsonWay.MethodOf(endpoint) is { } method
        ? MethodRules.Find($"/{method.Service.FullName}/{method.Name}")
        : endpoint.Metadata.GetMetadata<MethodRule>();

    /// <summary>A method behind <see cref="GateInterceptor"/>, or what gRPC answers "unimplemented" with.</summary>
    internal static bool IsGrpc(Endpoint endpoint) =>
        (endpoint.Metadata.GetMetadata<GrpcMethodMetadata>() is not null && !JsonWay.IsJson(endpoint))
        || (endpoint is RouteEndpoint route && route.RoutePattern.Parameters.Any(p => p.Name == "unimplementedMethod"));
}
