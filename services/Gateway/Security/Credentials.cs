using AttentionViz.Gateway.Hosting;
using Microsoft.Extensions.Options;

namespace AttentionViz.Gateway.Security;

/// <summary>Finds out who calls, from the headers of a request (gRPC metadata are headers too).</summary>
internal sealed class Credentials(ApiKeyDirectory keys, JwtVerifier tokens, IOptions<GatewayOptions> options)
{
    private const string KeyHeader = "x-api-key";
    private const string Bearer = "Bearer ";

    /// <exception cref="Grpc.Core.RpcException">The caller does not say who it is, or not so that it can be believed.</exception>
    public async Task<Caller> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var auth = options.Value.Auth;
        if (!auth.IsOn) return Caller.Anonymous;
        var presented = Presented(request);
        if (auth.Jwt.IsOn && !presented.StartsWith(ApiKeyText.Prefix, StringComparison.Ordinal)) return await tokens.VerifyAsync(presented, cancellationToken);
        return keys.Find(presented) ?? throw Denial.Unauthenticated("KEY_UNKNOWN", "the API key is not known here; check it, or have one made with 'attentionviz keys create'");
    }

    private static string Presented(HttpRequest request)
    {
        var key = request.Headers[KeyHeader].ToString();
        var authorization = request.Headers.Authorization.ToString();
        if (key.Length > 0 && authorization.Length > 0)
            throw Denial.Unauthenticated("CREDENTIALS_TWICE", $"both '{KeyHeader}' and 'authorization' are given; give one of them");
        if (key.Length > 0) return key;
        if (authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)) return authorization[Bearer.Length..].Trim();
        throw authorization.Length > 0
            ? Denial.Unauthenticated("CREDENTIALS_UNREADABLE", "'authorization' is not of the form 'Bearer KEY'; send an API key or token that way")
            : Denial.Unauthenticated("CREDENTIALS_MISSING", $"the call says nothing of who makes it; send an API key as 'authorization: Bearer avz_...' or '{KeyHeader}: avz_...', or a token where the server takes them");
    }
}
