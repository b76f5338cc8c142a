using AttentionViz.Testing;
using AttentionViz.Testing.Servers;
using StackExchange.Redis;

namespace AttentionViz.Faults.Tests;

/// <summary>The servers that the other tests break: what they are broken by must be real.</summary>
public sealed class ServerFixtureTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Redis_KilledAndStartedAgain_HasWhatItHadWritten()
    {
        Need.Servers();
        await using var redis = await RedisServer.StartNewAsync();
        await using (var before = await redis.ConnectAsync()) await before.GetDatabase().StringSetAsync("a", "b");
        // The file is given to the operating system before the answer, and to the disk within a second; a kill loses neither.
        await redis.KillAsync();
        await redis.StartAsync();

        await using var after = await redis.ConnectAsync();
        Assert.Equal("b", await after.GetDatabase().StringGetAsync("a"));
    }

    [Fact]
    public async Task Redis_WhoseFilesMayNotGrow_RefusesWritesUntilTheyMay()
    {
        Need.Local();
        await using var redis = await RedisServer.StartNewAsync();
        await using var connection = await redis.ConnectAsync();
        var db = connection.GetDatabase();
        await redis.LimitFilesAsync(1);
        await Eventually.HoldsAsync(
            async () => await Refusal(() => db.StringSetAsync("a", new byte[4096])) is { } refusal && refusal.StartsWith("MISCONF", StringComparison.Ordinal),
            "writes are refused", Stop);
        await redis.LimitFilesAsync(null);

        await Eventually.HoldsAsync(async () => await Refusal(() => db.StringSetAsync("a", "b")) is null, "writes are taken again", Stop);
    }

    [Fact]
    public async Task Redis_WithTlsAndUsers_LetsInWhoKnowsBoth()
    {
        Need.Local();
        await using var redis = await RedisServer.StartNewAsync(new RedisOptions { Tls = true, Users = ["user av on >secret ~av:* +@all"] });

        await using var connection = await redis.ConnectAsync(("av", "secret"));
        Assert.True(await connection.GetDatabase().StringSetAsync("av:a", "b"));
        Assert.StartsWith("NOPERM", await Refusal(() => connection.GetDatabase().StringSetAsync("other", "b")));
    }

    [Fact]
    public async Task Cluster_Started_SpreadsKeysOverItsNodes()
    {
        Need.Local();
        await using var cluster = await RedisCluster.StartNewAsync();
        await using var connection = await cluster.ConnectAsync();
        for (var key = 0; key < 60; key++) await connection.GetDatabase().StringSetAsync($"k{key}", key);

        Assert.Equal(3, cluster.Nodes.Count);
        var sizes = await Task.WhenAll(connection.GetServers().Select(server => server.DatabaseSizeAsync()));
        Assert.Equal(60, sizes.Sum());
        Assert.All(sizes, size => Assert.True(size > 0));
    }

    [Fact]
    public async Task Proxy_CutOrSilent_LetsNothingThroughUntilHealed()
    {
        Need.Servers();
        await using var redis = await RedisServer.StartNewAsync();
        await using var proxy = new CutProxy(redis.Port);
        await using var connection = await ConnectionMultiplexer.ConnectAsync($"{proxy.Address},asyncTimeout=500");
        var db = connection.GetDatabase();
        await db.PingAsync();

        proxy.Cut();
        await Assert.ThrowsAnyAsync<RedisException>(() => db.PingAsync());
        proxy.Heal();
        await Eventually.HoldsAsync(async () => await Refusal(() => db.PingAsync()) is null, "it answers again", Stop);
        proxy.BlackHole();
        await Assert.ThrowsAsync<RedisTimeoutException>(() => db.PingAsync());
        proxy.Heal();
        await Eventually.HoldsAsync(async () => await Refusal(() => db.PingAsync()) is null, "it answers again", Stop);
    }

    private static async Task<string?> Refusal(Func<Task> call)
    {
        try
        {
            await call();
            return null;
        }
        catch (Exception e) when (e is RedisException or RedisTimeoutException)
        {
            return e.Message;
        }
    }
}
