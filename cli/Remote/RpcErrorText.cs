using System.Text;
using AttentionViz.Cli.Running;
using Google.Rpc;
using Grpc.Core;

namespace AttentionViz.Cli.Remote;

/// <summary>A gateway's refusal as one block: the message, then every field at fault.</summary>
internal static class RpcErrorText
{
    public static (int ExitCode, string Text) Of(RpcException error)
    {
        var rich = error.GetRpcStatus();
        // A status without details and with an exception of the client's own never reached a gateway.
        if (error.StatusCode == StatusCode.Unavailable && rich is null)
            return (ExitCode.Unusable, "no gateway answers; start one with 'attentionviz serve', or name another with --gateway URL (default http://127.0.0.1:5050)");
        var reason = rich?.GetDetail<ErrorInfo>()?.Reason;
        var text = new StringBuilder(error.Status.Detail.Length > 0 ? error.Status.Detail : "the gateway gave no reason")
            .Append(" (").Append(error.StatusCode);
        if (!string.IsNullOrEmpty(reason)) text.Append(", ").Append(reason);
        text.Append(')');
        foreach (var violation in rich?.GetDetail<BadRequest>()?.FieldViolations ?? [])
            text.AppendLine().Append("  ").Append(violation.Field).Append(": ").Append(violation.Description);
        return (ExitCode.Failed, text.ToString());
    }
}
