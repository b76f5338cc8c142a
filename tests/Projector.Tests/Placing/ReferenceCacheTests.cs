using AttentionViz.Pipeline.Atlases;
using AttentionViz.Pipeline.Jobs;
using AttentionViz.Pipeline.Store;
using AttentionViz.Projector.Consumers;
using AttentionViz.Projector.Hosting;
using AttentionViz.Projector.Placing;
using AttentionViz.Testing;
using AttentionViz.V1;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace AttentionViz.Projector.Tests.Placing;

public sealed class ReferenceCacheTests : IAsyncLifetime
{
    private readonly GarnetFixture _garnet = new();
    private ConnectionMultiplexer? _redis;

    public async ValueTask InitializeAsync() => _redis = await ConnectionMultiplexer.ConnectAsync(_garnet.Configuration);

    public async ValueTask DisposeAsync()
    {
        await _redis!.DisposeAsync();
        _garnet.Dispose();
    }

    [Fact]
    public async Task GetAsync_WithinTheBound_LoadsAHeadOnceAlsoWhenSeveralAsk()
    {
        var (cache, stored) = (Cache(1), await StoredHead.WriteAsync(_redis!, "kept", AlignmentMode.Translate));

        var asked = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => GetAsync(cache, stored)));
        // What is kept needs the store no more.
        await _redis!.GetDatabase().KeyDeleteAsync(Keys.OfJob("kept"));

        Assert.All(asked, reference => Assert.Same(asked[0], reference));
        Assert.Same(asked[0], await GetAsync(cache, stored));
        Assert.Equal(240, asked[0].Maps.Values.First().Count);
    }

    [Fact]
    public async Task GetAsync_BeyondTheBound_DropsWhatWasUsedLongestAgo()
    {
        var stored = new List<StoredHead>();
        // 240 points of 16 and the maps take 37 KiB: 28 heads fill a MiB.
        for (var i = 0; i < 2; i++) stored.Add(await StoredHead.WriteAsync(_redis!, $"job{i}", AlignmentMode.Translate));
        var (large, none) = (Cache(1), Cache(0));
        var first = await GetAsync(large, stored[0]);
        var second = await GetAsync(large, stored[1]);
        for (var i = 0; i < 28; i++)
        {
            await GetAsync(large, stored[0]);
            await GetAsync(large, await CopyAsync(stored[0], $"copy{i}"));
        }

        Assert.Same(first, await GetAsync(large, stored[0]));
        Assert.NotSame(second, await GetAsync(large, stored[1]));
        Assert.NotSame(await GetAsync(none, stored[0]), await GetAsync(none, stored[0]));
    }

    [Fact]
    public async Task GetAsync_CouldNotBeLoaded_IsTriedAgain()
    {
        var (cache, stored) = (Cache(1), await StoredHead.WriteAsync(_redis!, "lost", AlignmentMode.Translate));
        await _redis!.GetDatabase().KeyDeleteAsync(Keys.Heads("lost"));
        await Assert.ThrowsAsync<ResultGoneException>(() => GetAsync(cache, stored));

        await StoredHead.WriteAsync(_redis, "lost", AlignmentMode.Translate);

        Assert.NotNull(await GetAsync(cache, stored));
    }

    private ReferenceCache Cache(int mebibytes) => new(
        new ReferenceLoader(new PlanStore(_redis!), new VectorStore(_redis!), new HeadStore(_redis!, new JobEvents(_redis!, TimeProvider.System))), Options.Create(new ProjectorOptions { PlacementCacheMiB = mebibytes }));

    private static Task<HeadReference> GetAsync(ReferenceCache cache, StoredHead stored) =>
        cache.GetAsync(stored.Job, stored.Layer, 0, RequestedProjection.Of(stored.Job.Spec));

    /// <summary>The same results under another job's keys.</summary>
    private async Task<StoredHead> CopyAsync(StoredHead stored, string jobId)
    {
        var db = _redis!.GetDatabase();
        foreach (var (from, to) in Keys.OfJob(stored.Job.JobId).Zip(Keys.OfJob(jobId)))
        {
            if (await db.KeyTypeAsync(from) == RedisType.Hash) await db.HashSetAsync(to, await db.HashGetAllAsync(from));
        }

        return stored with { Job = stored.Job with { JobId = jobId } };
    }
}
