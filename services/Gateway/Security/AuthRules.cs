using AttentionViz.V1;

namespace AttentionViz.Gateway.Security;

/// <summary>What has to hold of keys and tokens before the gateway starts. Nothing here repeats a key or a hash.</summary>
internal static class AuthRules
{
    private const string Section = "Gateway:Auth";

    public static IEnumerable<string> Faults(AuthOptions auth) =>
        auth.ApiKeys.SelectMany((key, i) => FaultsOf(key, $"{Section}:ApiKeys:{i}")).Concat(Repeated(auth.ApiKeys)).Concat(auth.Jwt.IsOn ? FaultsOf(auth.Jwt) : []);

    private static IEnumerable<string> FaultsOf(ApiKeyOptions key, string at)
    {
        if (key.Name.Length == 0) yield return $"{at}:Name is empty; give the key a name for logs";
        if (key.Tenant.Length is 0 or > TenantName.MostCharacters) yield return $"{at}:Tenant has {key.Tenant.Length} characters; give 1 to {TenantName.MostCharacters}";
        if (!Enum.TryParse<Scope>(key.Scope, ignoreCase: true, out var scope) || scope == Scope.Unspecified || !Enum.IsDefined(scope))
            yield return $"{at}:Scope is '{key.Scope}'; give READ, SUBMIT or ADMIN";
        if (key.Hash.StartsWith(ApiKeyText.Prefix, StringComparison.Ordinal))
            yield return $"{at}:Hash is a key, not the hash of one; give what 'attentionviz keys create' prints as hash, and make a new key: this one has been written down";
        else if (key.Hash.Length != 64 || !key.Hash.All(char.IsAsciiHexDigit))
            yield return $"{at}:Hash is not 64 hex digits; give what 'attentionviz keys create' prints as hash";
    }

    private static IEnumerable<string> Repeated(IReadOnlyList<ApiKeyOptions> keys)
    {
        foreach (var name in keys.GroupBy(k => k.Name, StringComparer.Ordinal).Where(g => g.Key.Length > 0 && g.Count() > 1))
            yield return $"{Section}:ApiKeys has the name '{name.Key}' {name.Count()} times; give each key its own";
        if (keys.Where(k => k.Hash.Length > 0).GroupBy(k => k.Hash, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1) is { } same)
            yield return $"{Section}:ApiKeys has one hash for {string.Join(" and ", same.Select(k => $"'{k.Name}'"))}; make a key for each";
    }

    private static IEnumerable<string> FaultsOf(JwtOptions jwt)
    {
        const string At = Section + ":Jwt";
        if (jwt.Audience.Length == 0) yield return $"{At}:Audience is empty; give the audience that tokens for this gateway are issued with";
        if (jwt.Authority.Length > 0 && !(Uri.TryCreate(jwt.Authority, UriKind.Absolute, out var authority) && (authority.Scheme == Uri.UriSchemeHttps || authority is { Scheme: "http", IsLoopback: true })))
            yield return $"{At}:Authority is '{jwt.Authority}'; give an address like https://login.example/realms/lab (http only on loopback)";
        if (jwt.TenantClaim.Length == 0) yield return $"{At}:TenantClaim is empty; name the claim that is the tenant";
        if (jwt.ScopeClaim.Length == 0) yield return $"{At}:ScopeClaim is empty; name the claim that holds scopes";
        if (jwt.KeysFile.Length == 0) yield break;
        if (jwt.Authority.Length > 0) yield return $"{At}:KeysFile is given beside {At}:Authority; give one of them";
        if (jwt.Issuer.Length == 0) yield return $"{At}:Issuer is empty; with KeysFile, say whose tokens are taken";
        if (KeysFault(jwt.KeysFile) is { } fault) yield return $"{At}:KeysFile cannot be used: {fault}";
    }

    private static string? KeysFault(string path)
    {
        try
        {
            JwtKeys.Read(path);
            return null;
        }
        catch (FormatException e)
        {
            return e.Message;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "it is not there, or may not be read";
        }
    }
}
