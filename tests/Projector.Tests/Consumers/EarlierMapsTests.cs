using AttentionViz.Pipeline.Atlases;
using AttentionViz.Pipeline.Jobs;
using AttentionViz.Projector.Consumers;
using AttentionViz.Testing;
using AttentionViz.V1;
using StackExchange.Redis;
using Wanted = AttentionViz.Projector.Projection.MapMethod;
using WantedMap = AttentionViz.Projector.Projection.MapSpec;

namespace AttentionViz.Projector.Tests.Consumers;

public sealed class EarlierMapsTests : IAsyncLifetime
{
    // 24,000 points: more than one chunk of a map holds.
    private const int Tokens = 12_000;
    private static readonly AttentionLayer Layer = new() { Layer = 1, Heads = 1, KeyHeads = 1, HeadWidth = 4, KeyHeadOf = { 0 } };
    private readonly GarnetFixture _garnet = new();
    private ConnectionMultiplexer? _redis;

    private JobStore Jobs => new(_redis!, new JobEvents(_redis!, TimeProvider.System), TimeProvider.System);

    private PlanStore Plans => new(_redis!);

    private HeadStore Heads => new(_redis!, new JobEvents(_redis!, TimeProvider.System));

    private EarlierMaps Maps => new(Jobs, Plans, Heads);

    public async ValueTask InitializeAsync() => _redis = await ConnectionMultiplexer.ConnectAsync(_garnet.Configuration);

    public async ValueTask DisposeAsync()
    {
        await _redis!.DisposeAsync();
        _garnet.Dispose();
    }

    [Fact]
    public async Task LoadAsync_EarlierJob_GivesThoseOfTheWantedMapsThatItHas()
    {
        var (_, points) = await EarlierAsync();
        var job = await LaterAsync("earlier");

        var maps = await Maps.LoadAsync(job, Layer, 0, 2 * Tokens);

        Assert.Equal(points, Assert.Single(maps).Value);
        Assert.Equal(new WantedMap(Wanted.Tsne, 2), Assert.Single(maps).Key);
        Assert.Empty(await Maps.LoadAsync(job, new AttentionLayer { Layer = 0 }, 0, 2 * Tokens));
        Assert.Empty(await Maps.LoadAsync(await LaterAsync(""), Layer, 0, 2 * Tokens));
    }

    [Fact]
    public async Task LoadAsync_OtherTokens_NamesTheJobAndBothCounts()
    {
        await EarlierAsync();
        var fault = await Assert.ThrowsAsync<JobFaultException>(async () => await Maps.LoadAsync(await LaterAsync("earlier", Tokens - 1), Layer, 0, 2 * (Tokens - 1)));
        Assert.Contains("'earlier' of init_from drew 12000 tokens of 1 sequences, this job 11999", fault.Message, StringComparison.Ordinal);
        Assert.Equal("INIT_FROM_OTHER_TOKENS", fault.ToFailure("L1 H0").Reason);
    }

    [Fact]
    public async Task LoadAsync_EarlierLayerOfOtherSides_SaysSo()
    {
        await EarlierAsync();
        var cross = Layer.Clone();
        (cross.QuerySide, cross.KeySide) = (TokenSide.Target, TokenSide.Source);
        var fault = await Assert.ThrowsAsync<JobFaultException>(async () => await Maps.LoadAsync(await LaterAsync("earlier"), cross, 0, 2 * Tokens));
        Assert.Contains("layer 1 between other sides", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LoadAsync_EarlierJobDeleted_SaysSo()
    {
        await EarlierAsync();
        var job = await LaterAsync("earlier");
        await Jobs.DeleteAsync("earlier");

        var fault = await Assert.ThrowsAsync<JobFaultException>(() => Maps.LoadAsync(job, Layer, 0, 2 * Tokens));

        Assert.Equal(("INIT_FROM_GONE", JobFaultException.FailedPrecondition), (fault.ToFailure("L1 H0").Reason, fault.ToFailure("L1 H0").Code));
        Assert.Contains("'earlier'", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LoadAsync_MapNoLongerWhole_SaysSo()
    {
        await EarlierAsync();
        await _redis!.GetDatabase().KeyDeleteAsync(Pipeline.Store.Keys.Maps("earlier"));
        var fault = await Assert.ThrowsAsync<JobFaultException>(async () => await Maps.LoadAsync(await LaterAsync("earlier"), Layer, 0, 2 * Tokens));
        Assert.Equal("INIT_FROM_GONE", fault.ToFailure("L1 H0").Reason);
    }

    private async Task<(JobRecord Job, float[] Points)> EarlierAsync()
    {
        var job = await JobAsync("earlier", new JobSpec(), Tokens);
        var points = Enumerable.Range(0, 4 * Tokens).Select(i => (float)i).ToArray();
        var summary = new HeadSummary { Layer = 1, Head = 0, Maps = { new MapSummary { Method = MapMethod.Tsne, Dimensions = 2 } } };
        await Heads.WriteAsync(job, summary, [points]);
        return (job, points);
    }

    private Task<JobRecord> LaterAsync(string initFrom, int tokens = Tokens) => JobAsync("later", new JobSpec
    {
        InitFrom = initFrom,
        Maps = { new MapSpec { Method = MapMethod.Umap, Dimensions = 2 }, new MapSpec { Method = MapMethod.Tsne, Dimensions = 2 }, new MapSpec { Method = MapMethod.Tsne, Dimensions = 3 } },
    }, tokens);

    private async Task<JobRecord> JobAsync(string id, JobSpec spec, int tokens)
    {
        var job = new JobRecord(id, spec, new Model { Layers = { Layer } }, new Corpus(), TimeSpan.FromHours(1), DateTimeOffset.UnixEpoch);
        await Jobs.CreateAsync(job, "");
        await Plans.WriteAsync(job, [new ShardPlan(tokens, [0], [tokens], 0)]);
        return job;
    }
}
