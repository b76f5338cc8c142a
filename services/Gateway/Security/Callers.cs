namespace AttentionViz.Gateway.Security;

/// <summary>Tells on whose behalf the present call is served.</summary>
internal sealed class Callers(IHttpContextAccessor http)
{
    /// <exception cref="InvalidOperationException">No call is being served, or it was not let in by <see cref="CallGate"/>.</exception>
    public Caller Current => http.HttpContext?.Features.Get<Caller>() ?? throw new InvalidOperationException("no call that was let in is being served");
}
