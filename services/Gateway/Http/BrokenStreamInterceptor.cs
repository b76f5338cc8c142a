using Grpc.Core;
using Grpc.Core.Interceptors;

namespace AttentionViz.Gateway.Http;

/// <summary>Notes JSON streams that fail when their answer has begun.</summary>
internal sealed class BrokenStreamInterceptor : Interceptor
{
    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await continuation(request, responseStream, context);
        }
        catch (RpcException) when (context.GetHttpContext() is { Response.HasStarted: true } http && http.Features.Get<JsonCall>() is not null)
        {
            BrokenStream.Mark(http, context.Method);
            throw;
        }
    }
}
