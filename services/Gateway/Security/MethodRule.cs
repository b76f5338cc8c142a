using AttentionViz.V1;

namespace AttentionViz.Gateway.Security;

/// <summary>Which bound on calls at once a call counts against.</summary>
internal enum CallKind
{
    /// <summary>Counts against none: it must be answered when all else is full.</summary>
    Free,
    Call,
    Watch,
    Upload,
}

/// <summary>What a method or endpoint asks of its callers; endpoints that are not gRPC carry it as metadata.</summary>
/// <param name="Scope">The narrowest scope; UNSPECIFIED = open to everyone.</param>
internal sealed record MethodRule(Scope Scope, CallKind Kind)
{
    public static readonly MethodRule Open = new(Scope.Unspecified, CallKind.Free);

    public bool IsOpen => Scope == Scope.Unspecified;
}
