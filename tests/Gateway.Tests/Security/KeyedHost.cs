using AttentionViz.Gateway.Security;
using AttentionViz.Gateway.Tests.Fixtures;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.Extensions.Logging;

namespace AttentionViz.Gateway.Tests.Security;

/// <summary>A gateway that asks for keys, with two tenants and an administrator.</summary>
internal sealed class KeyedHost : IAsyncDisposable
{
    public static readonly string Alice = ApiKeyText.Create();
    public static readonly string AliceReads = ApiKeyText.Create();
    public static readonly string Bob = ApiKeyText.Create();
    public static readonly string Admin = ApiKeyText.Create();

    private KeyedHost(GatewayHost host) => Host = host;

    public GatewayHost Host { get; }

    /// <param name="settings">More settings.</param>
    public static async Task<KeyedHost> StartAsync(Dictionary<string, string?>? settings = null, ILoggerProvider? logs = null, int storeTimeout = GatewayHost.StoreTimeout)
    {
        var all = new Dictionary<string, string?>(settings ?? []);
        Add(all, 0, "alice", "alice", "SUBMIT", Alice);
        Add(all, 1, "alice reads", "alice", "READ", AliceReads);
        Add(all, 2, "bob", "bob", "submit", Bob);
        Add(all, 3, "root", "ops", "ADMIN", Admin);
        var host = new GatewayHost(logs, port => new(all) { ["Store:Redis"] = GatewayHost.StoreAt(port, storeTimeout) });
        await host.InitializeAsync();
        return new KeyedHost(host);
    }

    public CallInvoker As(string key, string header = "authorization") => Host.Channel.Intercept(metadata =>
    {
        metadata.Add(header, header == "authorization" ? $"Bearer {key}" : key);
        return metadata;
    });

    public ValueTask DisposeAsync() => Host.DisposeAsync();

    private static void Add(Dictionary<string, string?> settings, int i, string name, string tenant, string scope, string key)
    {
        var at = $"Gateway:Auth:ApiKeys:{i}:";
        (settings[at + "Name"], settings[at + "Tenant"], settings[at + "Scope"], settings[at + "Hash"]) = (name, tenant, scope, ApiKeyText.HashOf(key));
    }
}
