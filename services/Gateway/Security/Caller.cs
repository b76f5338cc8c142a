using AttentionViz.V1;

namespace AttentionViz.Gateway.Security;

/// <summary>The one on whose behalf a call is served.</summary>
/// <param name="Tenant">Whose jobs and corpora are reached; empty where nobody is asked who they are.</param>
/// <param name="Name">Of the key, or "jwt" or "anonymous"; for logs.</param>
internal sealed record Caller(string Tenant, Scope Scope, string Name)
{
    /// <summary>Where nobody is asked, there is nobody to be kept from anything.</summary>
    public static readonly Caller Anonymous = new("", Scope.Admin, "anonymous");

    public bool SeesAll => Scope == Scope.Admin;

    /// <summary>The tenant to list; null = all of them.</summary>
    public string? Listed => SeesAll ? null : Tenant;

    public bool Sees(string tenant) => SeesAll || tenant == Tenant;
}
