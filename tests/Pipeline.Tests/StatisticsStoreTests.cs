using AttentionViz.Pipeline.Atlases.Statistics;
using AttentionViz.Pipeline.Jobs;
using AttentionViz.Pipeline.Store;
using AttentionViz.Testing;
using AttentionViz.V1;
using StackExchange.Redis;

namespace AttentionViz.Pipeline.Tests;

/// <summary>Shards' statistics are added up in the store as they come.</summary>
public sealed class StatisticsStoreTests : IDisposable
{
    private const int Width = 3;

    private readonly GarnetFixture _garnet = new();
    private readonly ConnectionMultiplexer _redis;
    private readonly StatisticsStore _store;

    public StatisticsStoreTests()
    {
        _redis = ConnectionMultiplexer.Connect(_garnet.Configuration);
        _store = new StatisticsStore(_redis);
    }

    public void Dispose()
    {
        _redis.Dispose();
        _garnet.Dispose();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(300)]
    public async Task Write_AnyNumberOfShards_ReadsTheSumAndKeepsOnePartAHead(int shards)
    {
        var job = await JobAsync("a");
        for (var s = 0; s < shards; s++) await _store.WriteAsync(job, 2, s, shards, Part(s));

        var read = await _store.ReadAsync(job.JobId, 2, 1, 0, Width, shards);

        Assert.Equal(Enumerable.Range(0, shards).Sum(s => Part(s).Queries[1]!.Values[0]), read.Queries.Values[0], 1e-9);
        Assert.Equal(shards * 7, read.Behaviour.Values[BehaviourSums.Queries], 1e-9);
        Assert.Equal(3, await _redis.GetDatabase().HashLengthAsync(Keys.Statistics(job.JobId)));
    }

    [Fact]
    public async Task Write_InAnyOrderAtOnceAndTwice_GivesTheSameBytes()
    {
        const int Shards = 40;
        var (forth, mixed) = (await JobAsync("forth"), await JobAsync("mixed"));
        for (var s = 0; s < Shards; s++) await _store.WriteAsync(forth, 0, s, Shards, Part(s));

        var order = Enumerable.Range(0, Shards).OrderBy(s => s * 17 % Shards).ToArray();
        await Task.WhenAll(order[..20].Select(s => _store.WriteAsync(mixed, 0, s, Shards, Part(s))));
        foreach (var s in order[10..25]) await _store.WriteAsync(mixed, 0, s, Shards, Part(s));
        await Task.WhenAll(order[20..].Select(s => _store.WriteAsync(mixed, 0, s, Shards, Part(s))));

        var (a, b) = (await _store.ReadAsync("forth", 0, 1, 0, Width, Shards), await _store.ReadAsync("mixed", 0, 1, 0, Width, Shards));
        Assert.Equal(a.Queries.Values, b.Queries.Values);
        Assert.Equal(a.Keys.Values, b.Keys.Values);
        Assert.Equal(a.Behaviour.Values, b.Behaviour.Values);
    }

    [Fact]
    public async Task Read_BeforeEveryShardIsThere_SaysThatTheyAreGone()
    {
        await _store.WriteAsync(await JobAsync("half"), 0, 0, 2, Part(0));

        await Assert.ThrowsAsync<ResultGoneException>(() => _store.ReadAsync("half", 0, 1, 0, Width, 2));
    }

    [Fact]
    public void DistanceBins_EveryDistance_LiesInTheRangeOfItsBin()
    {
        for (var d = -2000; d <= 2000; d++)
        {
            var (from, to) = DistanceBins.Range(DistanceBins.Of(d));
            Assert.InRange(d, from, to);
        }

        Assert.Equal((17, 32), DistanceBins.Range(DistanceBins.Of(20)));
        Assert.Equal((-1, -1), DistanceBins.Range(DistanceBins.Of(-1)));
    }

    /// <summary>A job that goes on.</summary>
    private async Task<JobRecord> JobAsync(string id)
    {
        var job = new JobRecord(id, new JobSpec(), new Model(), new Corpus(), TimeSpan.FromHours(1), DateTimeOffset.UnixEpoch);
        await new JobStore(_redis, new JobEvents(_redis, TimeProvider.System), TimeProvider.System).CreateAsync(job, "");
        return job;
    }

    /// <summary>Two query heads that share a key head; the first is not asked for.</summary>
    private static LayerStatistics Part(int shard)
    {
        var random = new Random(shard);
        double[] Values(int length) => [.. Enumerable.Range(0, length).Select(_ => random.NextDouble() - 0.5)];
        var behaviour = Values(BehaviourSums.Length);
        behaviour[BehaviourSums.Queries] = 7;
        return new LayerStatistics(
            [null, new(Width, Values(MomentSums.Length(Width)))], [new(Width, Values(MomentSums.Length(Width)))], [null, new(behaviour)]);
    }
}
