using Google.Protobuf;
using Google.Rpc;

namespace AttentionViz.Conformance.Tests.Cases;

/// <summary>A call that must be refused, by every way in the same manner.</summary>
/// <param name="Field">Field that the error names; empty where no field is at fault.</param>
internal sealed record BadCall(string Method, string What, Func<World, IMessage[]> Requests, Code Code, string Reason, string Field = "")
{
    public BadCall(string method, string what, Func<World, IMessage> request, Code code, string reason, string field = "")
        : this(method, what, world => [request(world)], code, reason, field) { }

    public string Name => $"{Method}: {What}";
}
