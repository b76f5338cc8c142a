namespace AttentionViz.Gateway.Security;

/// <summary>Who may call. Section "Gateway:Auth"; with neither keys nor tokens nobody is asked.</summary>
public sealed class AuthOptions
{
    public List<ApiKeyOptions> ApiKeys { get; set; } = [];

    public JwtOptions Jwt { get; set; } = new();

    /// <summary>True when callers have to say who they are.</summary>
    public bool IsOn => ApiKeys.Count > 0 || Jwt.IsOn;
}

/// <summary>One API key, of which only the hash is known here.</summary>
public sealed class ApiKeyOptions
{
    /// <summary>For logs; unlike that of any other key.</summary>
    public string Name { get; set; } = "";

    /// <summary>Whose jobs and corpora the key reaches, 1..128 characters.</summary>
    public string Tenant { get; set; } = "";

    /// <summary>READ, SUBMIT or ADMIN.</summary>
    public string Scope { get; set; } = "";

    /// <summary>SHA-256 of the key, 64 hex digits, as "attentionviz keys create" prints it.</summary>
    public string Hash { get; set; } = "";
}

/// <summary>Bearer tokens (JWT) of an identity provider.</summary>
public sealed class JwtOptions
{
    /// <summary>OpenID Connect issuer, e.g. "https://login.example/realms/lab"; its signing keys are fetched from its metadata.</summary>
    public string Authority { get; set; } = "";

    /// <summary>Instead of metadata: a file with the issuer's public keys, a JSON Web Key Set or PEM.</summary>
    public string KeysFile { get; set; } = "";

    /// <summary>Who must have issued a token; needed with <see cref="KeysFile"/>, otherwise what the metadata say.</summary>
    public string Issuer { get; set; } = "";

    /// <summary>Whom a token must be meant for.</summary>
    public string Audience { get; set; } = "";

    /// <summary>Claim that is the tenant. Default "tenant".</summary>
    public string TenantClaim { get; set; } = "tenant";

    /// <summary>Claim that holds scopes: words separated by blanks, or a list. Default "scope".</summary>
    public string ScopeClaim { get; set; } = "scope";

    /// <summary>Values of that claim. Default "attentionviz.read", "attentionviz.submit" and "attentionviz.admin".</summary>
    public string ReadScope { get; set; } = "attentionviz.read";

    public string SubmitScope { get; set; } = "attentionviz.submit";

    public string AdminScope { get; set; } = "attentionviz.admin";

    public bool IsOn => Authority.Length > 0 || KeysFile.Length > 0;
}
