using AttentionViz.Testing.Servers.Processes;
using StackExchange.Redis;

namespace AttentionViz.Testing.Servers;

/// <summary>Three Redis processes that share the slots of a cluster, without replicas.</summary>
public sealed class RedisCluster : IAsyncDisposable
{
    private const int Slots = 16_384;
    private static readonly TimeSpan JoinPatience = TimeSpan.FromMinutes(1);

    private readonly List<RedisServer> _nodes = [];

    public IReadOnlyList<RedisServer> Nodes => _nodes;

    /// <summary>StackExchange.Redis configuration.</summary>
    public string Configuration => string.Join(',', _nodes.Select(node => node.Address));

    public static async Task<RedisCluster> StartNewAsync()
    {
        var cluster = new RedisCluster();
        try
        {
            for (var node = 0; node < 3; node++)
                cluster._nodes.Add(await RedisServer.StartNewAsync(new RedisOptions { Settings = ["cluster-enabled yes", $"cluster-port {Ports.Free()}"] }));
            await cluster.JoinAsync();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    public Task<ConnectionMultiplexer> ConnectAsync() => ConnectionMultiplexer.ConnectAsync($"{Configuration},allowAdmin=true,connectTimeout=30000");

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes) await node.DisposeAsync();
    }

    private async Task JoinAsync()
    {
        for (var i = 0; i < _nodes.Count; i++)
        {
            await using var redis = await _nodes[i].ConnectAsync();
            var server = redis.GetServers()[0];
            var (first, last) = (Slots * i / _nodes.Count, (Slots * (i + 1) / _nodes.Count) - 1);
            await server.ExecuteAsync("CLUSTER", "ADDSLOTSRANGE", first, last);
            await server.ExecuteAsync("CLUSTER", "SET-CONFIG-EPOCH", i + 1);
            if (i > 0) await server.ExecuteAsync("CLUSTER", "MEET", "127.0.0.1", _nodes[0].Port, await BusPortAsync(_nodes[0]));
        }

        foreach (var node in _nodes)
            await Eventually.HoldsAsync(() => KnowsAllAsync(node), "every node of the cluster knows every slot", JoinPatience, () => node.Log);
    }

    private static async Task<int> BusPortAsync(RedisServer node)
    {
        await using var redis = await node.ConnectAsync();
        var setting = await redis.GetServers()[0].ConfigGetAsync("cluster-port");
        return int.Parse(setting[0].Value, System.Globalization.CultureInfo.InvariantCulture);
    }

    private static async Task<bool> KnowsAllAsync(RedisServer node)
    {
        await using var redis = await node.ConnectAsync();
        var info = (string)(await redis.GetServers()[0].ExecuteAsync("CLUSTER", "INFO"))!;
        return info.Contains("cluster_state:ok", StringComparison.Ordinal) && info.Contains("cluster_known_nodes:3", StringComparison.Ordinal);
    }
}
