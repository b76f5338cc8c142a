using System.Diagnostics.Metrics;
using System.Globalization;
using AttentionViz.Pipeline.Hosting;
using StackExchange.Redis;

namespace AttentionViz.Gateway.Observability;

/// <summary>How full each node of the store is, as it says itself. A store that has no such figures (Garnet) has no gauges.</summary>
internal sealed class StoreGauges : GaugeLoop
{
    private readonly IServiceProvider _services;
    private readonly ObservableGauge<long> _used;
    private Measurement<long>[] _usedBytes = [];
    private Measurement<long>[] _mostBytes = [];

    public StoreGauges(IServiceProvider services, IMeterFactory meters, TimeProvider clock, ILogger<StoreGauges> log)
        : base(clock, log)
    {
        _services = services;
        var meter = meters.Create(Telemetry.Name);
        _used = meter.CreateObservableGauge("attentionviz.store.memory.used", () => _usedBytes, "By", "Memory that a node of the store uses");
        meter.CreateObservableGauge("attentionviz.store.memory.limit", () => _mostBytes, "By", "Memory that a node of the store may use; absent without a limit");
    }

    protected override bool IsWanted => _used.Enabled;

    protected override async Task LookAsync(CancellationToken cancellationToken)
    {
        var redis = _services.GetRequiredService<IConnectionMultiplexer>();
        var nodes = await Task.WhenAll(redis.GetServers().Where(s => s is { IsConnected: true, IsReplica: false }).Select(ReadAsync));
        _usedBytes = [.. nodes.Where(n => n.Used > 0).Select(n => Of(n.Used, n.Node))];
        _mostBytes = [.. nodes.Where(n => n.Most > 0).Select(n => Of(n.Most, n.Node))];
    }

    protected override void Forget() => (_usedBytes, _mostBytes) = ([], []);

    private static async Task<(string Node, long Used, long Most)> ReadAsync(IServer server)
    {
        var memory = (await server.InfoAsync("memory")).SelectMany(section => section).ToLookup(line => line.Key, line => line.Value);
        return (server.EndPoint.ToString() ?? "", Number(memory["used_memory"]), Number(memory["maxmemory"]));
    }

    private static long Number(IEnumerable<string> lines) => long.TryParse(lines.FirstOrDefault(), CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static Measurement<long> Of(long bytes, string node) => new(bytes, new KeyValuePair<string, object?>("node", node));
}
