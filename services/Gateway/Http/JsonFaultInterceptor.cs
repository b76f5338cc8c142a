using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.AspNetCore.Grpc.JsonTranscoding;

namespace AttentionViz.Gateway.Http;

/// <summary>What an error of a service means for HTTP beyond its body.</summary>
internal sealed class JsonFaultInterceptor : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            return await continuation(request, context);
        }
        catch (RpcException e) when (IsJson(context))
        {
            HttpFault.SetRetryAfter(context.GetHttpContext().Response, e.GetRpcStatus());
            throw;
        }
    }

    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await continuation(request, responseStream, context);
        }
        catch (RpcException e) when (IsJson(context))
        {
            var http = context.GetHttpContext();
            if (http.Response.HasStarted) BrokenStream.Mark(http, context.Method);
            else HttpFault.SetRetryAfter(http.Response, e.GetRpcStatus());
            throw;
        }
    }

    private static bool IsJson(ServerCallContext context) =>
        context.GetHttpContext().GetEndpoint()?.Metadata.GetMetadata<GrpcJsonTranscodingMetadata>() is not null;
}
