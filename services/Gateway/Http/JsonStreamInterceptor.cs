using Grpc.Core;
using Grpc.Core.Interceptors;

namespace AttentionViz.Gateway.Http;

/// <summary>Gives JSON streams what those of gRPC have, and notes the ones that fail when their answer has begun.</summary>
internal sealed class JsonStreamInterceptor : Interceptor
{
    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        var http = context.GetHttpContext();
        if (!JsonWay.IsJson(http.GetEndpoint()))
        {
            await continuation(request, responseStream, context);
            return;
        }

        try
        {
            await continuation(request, new Writer<TResponse>(responseStream), context);
        }
        catch (RpcException) when (http.Response.HasStarted)
        {
            BrokenStream.Mark(http, context.Method);
            throw;
        }
    }

    /// <summary>Takes write options, which the transcoding's own writer does not know; each line is sent by itself.</summary>
    private sealed class Writer<T>(IServerStreamWriter<T> lines) : IServerStreamWriter<T>
    {
        public WriteOptions? WriteOptions { get; set; }

        public Task WriteAsync(T message) => lines.WriteAsync(message);

        public Task WriteAsync(T message, CancellationToken cancellationToken) => lines.WriteAsync(message, cancellationToken);
    }
}
