namespace AttentionViz.Gateway.Security;

internal static class TenantName
{
    public const int MostCharacters = 128;
}
