using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace AttentionViz.Gateway.Http;

/// <summary>A JSON request as it was understood; a feature of its HttpContext.</summary>
internal sealed record JsonCall(MethodDescriptor Method, IMessage Request);
