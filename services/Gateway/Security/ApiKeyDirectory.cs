using System.Security.Cryptography;
using AttentionViz.Gateway.Hosting;
using AttentionViz.V1;
using Microsoft.Extensions.Options;

namespace AttentionViz.Gateway.Security;

/// <summary>The configured API keys, by hash.</summary>
internal sealed class ApiKeyDirectory(IOptions<GatewayOptions> options)
{
    private readonly (byte[] Hash, Caller Caller)[] _keys =
        [.. options.Value.Auth.ApiKeys.Select(k => (Convert.FromHexString(k.Hash), new Caller(k.Tenant, Enum.Parse<Scope>(k.Scope, ignoreCase: true), k.Name)))];

    /// <summary>The holder of a key; null when it is none of ours. Takes as long for a wrong key as for a right one.</summary>
    public Caller? Find(string key)
    {
        var digest = ApiKeyText.Digest(key);
        Caller? found = null;
        foreach (var (hash, caller) in _keys)
        {
            if (CryptographicOperations.FixedTimeEquals(hash, digest)) found = caller;
        }

        return found;
    }
}
