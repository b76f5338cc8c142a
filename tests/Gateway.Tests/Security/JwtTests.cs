using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AttentionViz.Gateway.Tests.Fixtures;
using AttentionViz.V1;
using Grpc.Core;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace AttentionViz.Gateway.Tests.Security;

public sealed class JwtTests : IAsyncLifetime
{
    private const string Issuer = "https://login.example/lab";
    private const string Audience = "attentionviz";

    private readonly RSA _signing = RSA.Create(2048);
    private readonly string _keysFile = Path.GetTempFileName();
    private KeyedHost _keyed = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var p = _signing.ExportParameters(false);
        var jwk = new { kty = "RSA", kid = "one", use = "sig", n = Base64UrlEncoder.Encode(p.Modulus), e = Base64UrlEncoder.Encode(p.Exponent) };
        await File.WriteAllTextAsync(_keysFile, JsonSerializer.Serialize(new { keys = new[] { jwk } }), Token);
        _keyed = await KeyedHost.StartAsync(new()
        {
            ["Gateway:Auth:Jwt:KeysFile"] = _keysFile,
            ["Gateway:Auth:Jwt:Issuer"] = Issuer,
            ["Gateway:Auth:Jwt:Audience"] = Audience,
            ["Gateway:Auth:Jwt:TenantClaim"] = "org",
            ["Gateway:Auth:Jwt:ScopeClaim"] = "scp",
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _keyed.DisposeAsync();
        _signing.Dispose();
        File.Delete(_keysFile);
    }

    [Theory]
    [InlineData("attentionviz.read", Scope.Read)]
    [InlineData("profile attentionviz.submit", Scope.Submit)]
    [InlineData("attentionviz.read attentionviz.admin", Scope.Admin)]
    public async Task Call_GoodToken_HasTenantAndScopeOfItsClaims(string scopes, Scope scope)
    {
        var info = await InfoAsync(Make(t => t.Claims["scp"] = scopes));
        Assert.Equal(("lab", scope), (info.Caller.Tenant, info.Caller.Scope));
    }

    [Fact]
    public async Task Call_ScopesAsList_AreRead() =>
        Assert.Equal(Scope.Submit, (await InfoAsync(Make(t => t.Claims["scp"] = new[] { "other", "attentionviz.submit" }))).Caller.Scope);

    [Fact]
    public async Task Call_KeyBesideTokens_StillCounts() => Assert.Equal("bob", (await InfoAsync(KeyedHost.Bob)).Caller.Tenant);

    [Fact]
    public async Task Call_TokenWithoutScope_IsDenied() =>
        await Faults.AssertAsync(() => InfoAsync(Make(t => t.Claims["scp"] = "profile")), StatusCode.PermissionDenied, "SCOPE_TOO_NARROW", "READ", "none");

    [Theory]
    [InlineData("expired", "TOKEN_EXPIRED")]
    [InlineData("not yet", "TOKEN_INVALID")]
    [InlineData("no end", "TOKEN_INVALID")]
    [InlineData("audience", "TOKEN_INVALID")]
    [InlineData("issuer", "TOKEN_INVALID")]
    [InlineData("forged", "TOKEN_INVALID")]
    [InlineData("changed", "TOKEN_INVALID")]
    [InlineData("none", "TOKEN_INVALID")]
    [InlineData("public key as secret", "TOKEN_INVALID")]
    [InlineData("nonsense", "TOKEN_INVALID")]
    [InlineData("no tenant", "TOKEN_WITHOUT_TENANT")]
    public async Task Call_BadToken_IsUnauthenticated(string what, string reason)
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var good = Make();
        using var other = RSA.Create(2048);
        var token = what switch
        {
            "expired" => Make(t => (t.NotBefore, t.IssuedAt, t.Expires) = (now.AddHours(-2), now.AddHours(-2), now.AddMinutes(-5))),
            "not yet" => Make(t => (t.NotBefore, t.Expires) = (now.AddHours(1), now.AddHours(2))),
            "no end" => Make(endless: true),
            "audience" => Make(t => t.Audience = "another"),
            "issuer" => Make(t => t.Issuer = "https://login.example/other"),
            "forged" => Make(t => t.SigningCredentials = new SigningCredentials(new RsaSecurityKey(other) { KeyId = "one" }, "RS256")),
            "changed" => Swapped(good, Make(t => t.Claims["org"] = "bob")),
            "none" => Unsigned(good),
            "public key as secret" => Make(t => t.SigningCredentials = new SigningCredentials(new SymmetricSecurityKey(_signing.ExportSubjectPublicKeyInfo()) { KeyId = "one" }, "HS256")),
            "no tenant" => Make(t => t.Claims.Remove("org")),
            _ => "e30.e30.e30",
        };

        await Faults.AssertAsync(() => InfoAsync(token), StatusCode.Unauthenticated, reason);
        // What spoils the token is the only thing wrong with it.
        Assert.Equal("lab", (await InfoAsync(good)).Caller.Tenant);
    }

    [Fact]
    public async Task Call_UnreachableProvider_IsUnavailable()
    {
        await using var own = await KeyedHost.StartAsync(new() { ["Gateway:Auth:Jwt:Authority"] = "http://127.0.0.1:1", ["Gateway:Auth:Jwt:Audience"] = Audience });
        await Faults.AssertAsync(
            async () => await new ServerService.ServerServiceClient(own.As(Make())).GetServerInfoAsync(new GetServerInfoRequest(), cancellationToken: Token),
            StatusCode.Unavailable, "IDENTITY_PROVIDER_UNAVAILABLE");
    }

    private string Make(Action<SecurityTokenDescriptor>? change = null, bool endless = false)
    {
        var token = new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            Audience = Audience,
            Expires = endless ? null : TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(1),
            Claims = new Dictionary<string, object> { ["org"] = "lab", ["scp"] = "attentionviz.read" },
            SigningCredentials = new SigningCredentials(new RsaSecurityKey(_signing) { KeyId = "one" }, "RS256"),
        };
        change?.Invoke(token);
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(token);
    }

    /// <summary>Another's claims under this signature.</summary>
    private static string Swapped(string signed, string claims) => string.Join('.', signed.Split('.')[0], claims.Split('.')[1], signed.Split('.')[2]);

    private static string Unsigned(string token) =>
        $"{Base64UrlEncoder.Encode(Encoding.UTF8.GetBytes("""{"alg":"none","typ":"JWT"}"""))}.{token.Split('.')[1]}.";

    private async Task<GetServerInfoResponse> InfoAsync(string token) =>
        await new ServerService.ServerServiceClient(_keyed.As(token)).GetServerInfoAsync(new GetServerInfoRequest(), cancellationToken: Token);
}
