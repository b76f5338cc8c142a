using System.Security.Claims;
using AttentionViz.Gateway.Errors;
using AttentionViz.Gateway.Hosting;
using AttentionViz.V1;
using Google.Rpc;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace AttentionViz.Gateway.Security;

/// <summary>Checks bearer tokens: signature, issuer, audience, lifetime; then reads tenant and scope from them.</summary>
internal sealed class JwtVerifier
{
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(1);

    // Asymmetric ones only: neither "none" nor a public key taken for a shared secret.
    private static readonly string[] Algorithms = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false };
    private readonly JwtOptions _options;
    private readonly TokenValidationParameters _rules;
    private readonly ConfigurationManager<OpenIdConnectConfiguration>? _metadata;

    public JwtVerifier(IOptions<GatewayOptions> options)
    {
        _options = options.Value.Auth.Jwt;
        _rules = new TokenValidationParameters
        {
            ValidAlgorithms = Algorithms,
            ValidAudience = _options.Audience,
            ValidIssuer = _options.Issuer.Length > 0 ? _options.Issuer : null,
            RequireSignedTokens = true,
            RequireExpirationTime = true,
            ClockSkew = ClockSkew,
        };
        if (_options.KeysFile.Length > 0)
        {
            _rules.IssuerSigningKeys = JwtKeys.Read(_options.KeysFile);
        }
        else if (_options.Authority.Length > 0)
        {
            var retriever = new HttpDocumentRetriever { RequireHttps = new Uri(_options.Authority).Scheme == Uri.UriSchemeHttps };
            _metadata = new ConfigurationManager<OpenIdConnectConfiguration>(
                _options.Authority.TrimEnd('/') + "/.well-known/openid-configuration", new OpenIdConnectConfigurationRetriever(), retriever);
            _rules.ConfigurationManager = _metadata;
        }
    }

    /// <exception cref="Grpc.Core.RpcException">The token is not good, or the issuer's keys cannot be had.</exception>
    public async Task<Caller> VerifyAsync(string token, CancellationToken cancellationToken)
    {
        await RequireMetadataAsync(cancellationToken);
        var result = await _handler.ValidateTokenAsync(token, _rules);
        if (!result.IsValid)
        {
            throw result.Exception is SecurityTokenExpiredException
                ? Denial.Unauthenticated("TOKEN_EXPIRED", "the bearer token has expired; get a new one from the identity provider")
                : Denial.Unauthenticated("TOKEN_INVALID", "the bearer token is not accepted: its signature, issuer, audience or lifetime is not as it has to be; get another from the identity provider");
        }

        var claims = result.ClaimsIdentity;
        var tenant = claims.FindFirst(_options.TenantClaim)?.Value ?? "";
        if (tenant.Length is 0 or > TenantName.MostCharacters)
            throw Denial.Unauthenticated("TOKEN_WITHOUT_TENANT", $"the bearer token has no claim '{_options.TenantClaim}' of 1 to {TenantName.MostCharacters} characters; have the identity provider add it");
        return new Caller(tenant, ScopeOf(claims), "jwt");
    }

    /// <summary>The widest scope that the token grants; UNSPECIFIED = none.</summary>
    private Scope ScopeOf(ClaimsIdentity claims)
    {
        var granted = claims.FindAll(_options.ScopeClaim).SelectMany(c => c.Value.Split(' ')).ToHashSet(StringComparer.Ordinal);
        if (granted.Contains(_options.AdminScope)) return Scope.Admin;
        if (granted.Contains(_options.SubmitScope)) return Scope.Submit;
        return granted.Contains(_options.ReadScope) ? Scope.Read : Scope.Unspecified;
    }

    private async Task RequireMetadataAsync(CancellationToken cancellationToken)
    {
        if (_metadata is null) return;
        try
        {
            await _metadata.GetConfigurationAsync(cancellationToken);
        }
        catch (InvalidOperationException)
        {
            throw Fault.Of(Code.Unavailable, "IDENTITY_PROVIDER_UNAVAILABLE", "the keys of the identity provider cannot be fetched, so that no bearer token can be checked; try again soon");
        }
    }
}
