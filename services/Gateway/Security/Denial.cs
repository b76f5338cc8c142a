using AttentionViz.Gateway.Errors;
using AttentionViz.V1;
using Google.Rpc;
using Grpc.Core;

namespace AttentionViz.Gateway.Security;

/// <summary>The errors for those who are not let in.</summary>
internal static class Denial
{
    public static RpcException Unauthenticated(string reason, string message) => Fault.Of(Code.Unauthenticated, reason, message);

    public static RpcException Scope(Caller caller, Scope needed) => Fault.Of(
        Code.PermissionDenied, "SCOPE_TOO_NARROW",
        $"the call needs the scope {Name(needed)}, and the key or token has {Name(caller.Scope)}; use one with a wider scope",
        ("needed", Name(needed)), ("scope", Name(caller.Scope)));

    /// <summary>A call whose scope nobody thought of is let through for nobody.</summary>
    public static RpcException Undeclared(string method) => Fault.Of(
        Code.PermissionDenied, "NOT_DECLARED", $"{Fault.Quote(method)} is open to nobody: this build does not say which scope it needs");

    private static string Name(Scope scope) => scope == V1.Scope.Unspecified ? "none" : scope.ToString().ToUpperInvariant();
}
