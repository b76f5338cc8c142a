using System.Collections.Concurrent;
using Google.Protobuf.Reflection;
using Grpc.Core;

namespace AttentionViz.EndToEnd.Tests.Fuzz;

/// <summary>Calls any method of the contract with bytes that need not be a message.</summary>
internal sealed class RawCaller(CallInvoker invoker)
{
    // Enough to reach what is read lazily; a watch of a running job would go on.
    private const int MostMessages = 50;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);
    private static readonly Marshaller<byte[]> Bytes = new(x => x, x => x);

    // A channel remembers every method object that it was ever given.
    private readonly ConcurrentDictionary<MethodDescriptor, Method<byte[], byte[]>> _methods = [];

    /// <summary>The status the call ended with; OK also where the answer was left before its end.</summary>
    public async Task<Status> CallAsync(MethodDescriptor method, IReadOnlyList<byte[]> requests, CancellationToken stop)
    {
        var raw = _methods.GetOrAdd(method, m => new Method<byte[], byte[]>(Kind(m), m.Service.FullName, m.Name, Bytes, Bytes));
        var options = new CallOptions(deadline: (TimeProvider.System.GetUtcNow() + Longest).UtcDateTime, cancellationToken: stop);
        try
        {
            if (method.IsClientStreaming) await UploadAsync(raw, options, requests);
            else if (method.IsServerStreaming) await DownloadAsync(raw, options, requests[0], stop);
            else await invoker.AsyncUnaryCall(raw, null, options, requests[0]);
            return Status.DefaultSuccess;
        }
        catch (RpcException e)
        {
            return e.Status;
        }
    }

    private async Task UploadAsync(Method<byte[], byte[]> method, CallOptions options, IReadOnlyList<byte[]> requests)
    {
        using var call = invoker.AsyncClientStreamingCall(method, null, options);
        try
        {
            foreach (var request in requests) await call.RequestStream.WriteAsync(request);
            await call.RequestStream.CompleteAsync();
        }
        catch (RpcException)
        {
            // Refused before the end; the answer says why.
        }

        await call;
    }

    private async Task DownloadAsync(Method<byte[], byte[]> method, CallOptions options, byte[] request, CancellationToken stop)
    {
        using var call = invoker.AsyncServerStreamingCall(method, null, options, request);
        for (var i = 0; i < MostMessages && await call.ResponseStream.MoveNext(stop); i++) { }
    }

    private static MethodType Kind(MethodDescriptor method) =>
        method.IsClientStreaming ? MethodType.ClientStreaming : method.IsServerStreaming ? MethodType.ServerStreaming : MethodType.Unary;
}
