using AttentionViz.Gateway.Quotas;
using Grpc.Core;

namespace AttentionViz.Gateway.Security;

/// <summary>Lets a call in, or says why not: who calls, how often, with which scope, and beside how many others.</summary>
internal sealed class CallGate(Credentials credentials, CallLimits limits)
{
    /// <returns>To be disposed of when the call has ended.</returns>
    /// <param name="method">For the error when nothing is declared.</param>
    /// <exception cref="RpcException">The call is not let in.</exception>
    public async Task<IDisposable> EnterAsync(HttpContext http, string method, MethodRule? rule)
    {
        if (rule is null) throw Denial.Undeclared(method);
        if (rule.IsOpen) return limits.Enter(rule.Kind);
        var caller = await IdentifyAsync(http);
        if (caller.Scope < rule.Scope) throw Denial.Scope(caller, rule.Scope);
        http.Features.Set(caller);
        return limits.Enter(rule.Kind);
    }

    private async Task<Caller> IdentifyAsync(HttpContext http)
    {
        Caller caller;
        try
        {
            caller = await credentials.ReadAsync(http.Request, http.RequestAborted);
        }
        catch (RpcException)
        {
            // Trying keys out is limited as calls are.
            limits.Count(Caller.Anonymous, http.Connection.RemoteIpAddress);
            throw;
        }

        limits.Count(caller, http.Connection.RemoteIpAddress);
        return caller;
    }
}
