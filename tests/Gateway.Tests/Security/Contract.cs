using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;

namespace AttentionViz.Gateway.Tests.Security;

/// <summary>Every method of the contract, found by its descriptors and called without its stub.</summary>
internal static class Contract
{
    private static readonly Marshaller<byte[]> Bytes = Marshallers.Create<byte[]>(b => b, b => b);

    public static IReadOnlyList<MethodDescriptor> Methods => EndToEnd.Tests.Contract.Methods;

    public static string NameOf(MethodDescriptor method) => $"/{method.Service.FullName}/{method.Name}";

    /// <summary>Calls the method and reads its answer to the end; null when it succeeds.</summary>
    public static async Task<RpcException?> CallAsync(CallInvoker invoker, MethodDescriptor method, IMessage request, CancellationToken cancellationToken)
    {
        var type = (method.IsClientStreaming, method.IsServerStreaming) switch
        {
            (false, false) => MethodType.Unary,
            (false, true) => MethodType.ServerStreaming,
            (true, false) => MethodType.ClientStreaming,
            _ => MethodType.DuplexStreaming,
        };
        var called = new Method<byte[], byte[]>(type, method.Service.FullName, method.Name, Bytes, Bytes);
        var options = new CallOptions(cancellationToken: cancellationToken);
        try
        {
            switch (type)
            {
                case MethodType.Unary:
                    await invoker.AsyncUnaryCall(called, null, options, request.ToByteArray());
                    break;
                case MethodType.ServerStreaming:
                    using (var call = invoker.AsyncServerStreamingCall(called, null, options, request.ToByteArray()))
                    {
                        while (await call.ResponseStream.MoveNext(cancellationToken))
                        {
                        }
                    }

                    break;
                default:
                    using (var call = invoker.AsyncClientStreamingCall(called, null, options))
                    {
                        await call.RequestStream.CompleteAsync();
                        await call;
                    }

                    break;
            }

            return null;
        }
        catch (RpcException e)
        {
            return e;
        }
    }
}
