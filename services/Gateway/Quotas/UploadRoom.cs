using Grpc.Core;

namespace AttentionViz.Gateway.Quotas;

/// <summary>What may still be stored of a corpus.</summary>
/// <param name="Refusal">The error for a corpus of that many bytes, which are more.</param>
internal sealed record UploadRoom(long Bytes, Func<long, RpcException> Refusal);
