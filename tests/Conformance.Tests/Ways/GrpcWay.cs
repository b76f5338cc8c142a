using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;

namespace AttentionViz.Conformance.Tests.Ways;

/// <summary>gRPC, and gRPC-Web where the channel is one.</summary>
internal sealed class GrpcWay(CallInvoker invoker) : IWay
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    public async Task<Answer> CallAsync(MethodDescriptor method, IReadOnlyList<IMessage> requests, CancellationToken stop)
    {
        var kind = method.IsClientStreaming ? MethodType.ClientStreaming : method.IsServerStreaming ? MethodType.ServerStreaming : MethodType.Unary;
        var call = new Method<IMessage, IMessage>(kind, method.Service.FullName, method.Name, Of(method.InputType), Of(method.OutputType));
        var options = new CallOptions(deadline: (TimeProvider.System.GetUtcNow() + Longest).UtcDateTime, cancellationToken: stop);
        var messages = new List<IMessage>();
        try
        {
            if (method.IsServerStreaming)
            {
                using var stream = invoker.AsyncServerStreamingCall(call, null, options, requests[0]);
                await foreach (var message in stream.ResponseStream.ReadAllAsync(stop)) messages.Add(message);
            }
            else
            {
                messages.Add(method.IsClientStreaming ? await SendAsync(call, options, requests) : await invoker.AsyncUnaryCall(call, null, options, requests[0]));
            }

            return new Answer(messages);
        }
        catch (RpcException e)
        {
            return new Answer(messages, e.GetRpcStatus() ?? new Google.Rpc.Status { Code = (int)e.StatusCode, Message = e.Status.Detail });
        }
    }

    private async Task<IMessage> SendAsync(Method<IMessage, IMessage> method, CallOptions options, IReadOnlyList<IMessage> requests)
    {
        using var call = invoker.AsyncClientStreamingCall(method, null, options);
        try
        {
            foreach (var request in requests) await call.RequestStream.WriteAsync(request);
            await call.RequestStream.CompleteAsync();
        }
        catch (Exception e) when (e is RpcException or InvalidOperationException)
        {
            // Refused before the end; the answer says why.
        }

        return await call;
    }

    private static Marshaller<IMessage> Of(MessageDescriptor type) => new(message => message.ToByteArray(), bytes => type.Parser.ParseFrom(bytes));
}
