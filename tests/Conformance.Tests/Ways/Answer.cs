using Google.Protobuf;
using Google.Rpc;

namespace AttentionViz.Conformance.Tests.Ways;

/// <summary>What a call came to: its messages in order, and the error it ended with, if it did.</summary>
internal sealed record Answer(IReadOnlyList<IMessage> Messages, Status? Error = null)
{
    public string? Reason => Error?.GetDetail<ErrorInfo>()?.Reason;

    /// <summary>Fields that the error names.</summary>
    public IReadOnlyList<string> Fields => [.. (Error?.GetDetail<BadRequest>()?.FieldViolations ?? []).Select(v => v.Field)];
}
