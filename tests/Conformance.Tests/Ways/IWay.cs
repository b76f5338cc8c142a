using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace AttentionViz.Conformance.Tests.Ways;

/// <summary>A way in: calls any method of the contract.</summary>
internal interface IWay
{
    /// <param name="requests">One message; several where the method takes a stream.</param>
    Task<Answer> CallAsync(MethodDescriptor method, IReadOnlyList<IMessage> requests, CancellationToken stop);
}
