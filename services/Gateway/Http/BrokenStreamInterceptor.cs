using Grpc.Core;
using Grpc.Core.Interceptors;

namespace AttentionViz.Gateway.Http;

/// <summary>Marks JSON streams that fail after their first message; see <see cref="BrokenStream"/>.</summary>
internal sealed class BrokenStreamInterceptor : Interceptor
{
    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await continuation(request, responseStream, context);
        }
        catch (RpcException) when (context.GetHttpContext() is { Response.HasStarted: true } http && JsonWay.IsJson(http.GetEndpoint()))
        {
            BrokenStream.Mark(http, context.Method);
            throw;
        }
    }
}
