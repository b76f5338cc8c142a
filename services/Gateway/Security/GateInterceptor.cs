using AttentionViz.Gateway.Http;
using Grpc.Core;
using Grpc.Core.Interceptors;

namespace AttentionViz.Gateway.Security;

/// <summary>The gate before every gRPC method, also when it is called as gRPC-Web. One called as JSON has passed <see cref="HttpGate"/>.</summary>
internal sealed class GateInterceptor(CallGate gate) : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        using var entered = await EnterAsync(context);
        return await continuation(request, context);
    }

    public override async Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation)
    {
        using var entered = await EnterAsync(context);
        return await continuation(requestStream, context);
    }

    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        using var entered = await EnterAsync(context);
        await continuation(request, responseStream, context);
    }

    public override async Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        using var entered = await EnterAsync(context);
        await continuation(requestStream, responseStream, context);
    }

    private async Task<IDisposable?> EnterAsync(ServerCallContext context) =>
        JsonWay.IsJson(context.GetHttpContext().GetEndpoint()) ? null : await gate.EnterAsync(context.GetHttpContext(), context.Method, MethodRules.Find(context.Method));
}
