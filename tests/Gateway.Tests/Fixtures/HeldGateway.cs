namespace AttentionViz.Gateway.Tests.Fixtures;

/// <summary>A gateway of one test, whose commands to the store are watched.</summary>
internal sealed class HeldGateway : IAsyncDisposable
{
    private HeldStore? _store;

    private HeldGateway(long cacheBytes) => Host = new GatewayHost(null, port =>
    {
        _store = new HeldStore(port);
        return new()
        {
            ["Store:Redis"] = GatewayHost.StoreAt(_store.Port),
            ["Gateway:CacheBytes"] = $"{cacheBytes}",
            ["Gateway:MaxAttentionBytes"] = $"{1 << 20}",
        };
    });

    public GatewayHost Host { get; }

    public HeldStore Store => _store!;

    public static async Task<HeldGateway> StartAsync(long cacheBytes = 64 << 20)
    {
        var gateway = new HeldGateway(cacheBytes);
        await gateway.Host.InitializeAsync();
        return gateway;
    }

    /// <summary>The commands that a call makes.</summary>
    public async Task<IReadOnlyList<string>> CommandsOfAsync(Func<Task> call)
    {
        Store.Clear();
        await call();
        return Store.Commands;
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await Store.DisposeAsync();
    }
}
