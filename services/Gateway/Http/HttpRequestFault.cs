using Grpc.Core;

namespace AttentionViz.Gateway.Http;

/// <summary>An error for which HTTP has a better status than the one its code stands for.</summary>
internal sealed class HttpRequestFault(RpcException fault, int httpStatus) : Exception(fault.Status.Detail)
{
    public RpcException Fault => fault;

    public int HttpStatus => httpStatus;
}
