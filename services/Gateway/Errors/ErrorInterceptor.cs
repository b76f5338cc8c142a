using AttentionViz.Pipeline.Store;
using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;
using Grpc.Core.Interceptors;
using StackExchange.Redis;

namespace AttentionViz.Gateway.Errors;

/// <summary>Gives every exception that leaves a service the status a client can act upon.</summary>
internal sealed class ErrorInterceptor(TimeProvider clock, ILogger<ErrorInterceptor> log) : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            return await continuation(request, context);
        }
        catch (Exception e)
        {
            throw Answer(e, context);
        }
    }

    public override async Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            return await continuation(requestStream, context);
        }
        catch (InvalidProtocolBufferException)
        {
            // The messages of a stream are read within the call.
            throw MalformedMessages.Refusal;
        }
        catch (Exception e)
        {
            throw Answer(e, context);
        }
    }

    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await continuation(request, responseStream, context);
        }
        catch (Exception e)
        {
            throw Answer(e, context);
        }
    }

    public override async Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await continuation(requestStream, responseStream, context);
        }
        catch (Exception e)
        {
            throw Answer(e, context);
        }
    }

    private RpcException Answer(Exception e, ServerCallContext context)
    {
        var fault = e as RpcException ?? Translate(e, context);
        FaultHeaders.Add(context.GetHttpContext(), fault);
        return fault;
    }

    private RpcException Translate(Exception e, ServerCallContext context)
    {
        if (context.Deadline <= clock.GetUtcNow().UtcDateTime) return Fault.Of(Code.DeadlineExceeded, "DEADLINE_EXCEEDED", "the deadline of the call has passed; give it more time or ask for less");
        // A client that went away shows up as whatever was being done at that moment.
        if (context.CancellationToken.IsCancellationRequested) return Fault.Of(Code.Cancelled, "CANCELLED", "the call was cancelled");
        switch (e)
        {
            case ResultGoneException:
                return Fault.Of(Code.FailedPrecondition, "RESULT_GONE", e.Message);
            case RedisConnectionException or RedisTimeoutException:
                log.StoreUnavailable(e, context.Method);
                return Fault.Of(Code.Unavailable, "STORE_UNAVAILABLE", "the store does not answer; try again soon");
            default:
                log.CallFailed(e, context.Method);
                return Fault.Of(Code.Internal, "INTERNAL", "the gateway failed; its log tells why");
        }
    }
}
