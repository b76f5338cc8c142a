using AttentionViz.Gateway.Caching;
using AttentionViz.Gateway.Tests.Fixtures;
using AttentionViz.Pipeline.Atlases;
using AttentionViz.Pipeline.Jobs;
using AttentionViz.Testing;
using AttentionViz.Testing.Images;
using AttentionViz.V1;
using Grpc.Core;

namespace AttentionViz.Gateway.Tests.Caching;

/// <summary>Counts what the gateway asks of the store. Commands that are all sent while answers are held back are one round trip.</summary>
public sealed class RoundTripTests
{
    private static readonly string[] LookOnly = ["HGET record"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task StreamMap_Cold_IsOneRoundTrip()
    {
        await using var gateway = await HeldGateway.StartAsync();
        var job = await SeededJob.CreateAsync(gateway.Host);
        gateway.Store.HoldFrom("HMGET record");
        var reading = MapAsync(gateway, job);
        string[] all = ["HGET heads", "HGET maps", "HGETALL plan", "HMGET record"];
        await Eventually.HoldsAsync(() => Task.FromResult(gateway.Store.Commands.Count == all.Length), "all is asked for before anything is answered", Token);
        gateway.Store.Release();
        Assert.Equal(2, (await reading).Count);
        Assert.Equal(all, gateway.Store.Commands.Order());
    }

    [Fact]
    public async Task Reads_Warm_OnlyLookWhetherTheJobIsThere()
    {
        await using var gateway = await HeldGateway.StartAsync();
        var job = await SeededJob.CreateAsync(
            gateway.Host, images: true, more: j => gateway.Host.Get<ImageStore>().WriteAsync(j.Record, [(2, TestImages.Png)]));
        var atlas = gateway.Host.Atlas;
        var calls = new Dictionary<string, Func<Task>>
        {
            ["GetAtlas"] = async () => await atlas.GetAtlasAsync(new GetAtlasRequest { JobId = job.JobId }),
            ["StreamTokens"] = () => atlas.StreamTokens(new StreamTokensRequest { JobId = job.JobId }).ReadAllAsync(),
            ["StreamMap"] = () => MapAsync(gateway, job),
            ["StreamMatrix"] = () => atlas.StreamMatrix(new StreamMatrixRequest { JobId = job.JobId, Method = MapMethod.Pca, Dimensions = 2 }).ReadAllAsync(),
            ["StreamVectors"] = () => atlas.StreamVectors(new StreamVectorsRequest { JobId = job.JobId, Kind = VectorKind.Key }).ReadAllAsync(),
            ["StreamVectors norms"] = () => atlas.StreamVectors(new StreamVectorsRequest { JobId = job.JobId, Kind = VectorKind.ValueNorm }).ReadAllAsync(),
            ["GetAggregateAttention"] = async () => await atlas.GetAggregateAttentionAsync(new GetAggregateAttentionRequest { JobId = job.JobId }),
            ["GetImage"] = async () => await atlas.GetImageAsync(new GetImageRequest { JobId = job.JobId, SequenceIndex = 2 }),
        };
        foreach (var (name, call) in calls)
        {
            await call();
            var again = await gateway.CommandsOfAsync(call);
            Assert.True(LookOnly.SequenceEqual(again), $"{name}: {string.Join(", ", again)}");
        }
    }

    [Fact]
    public async Task GetAttention_EveryHead_ReadsAllVectorsInOneRoundTrip()
    {
        await using var gateway = await HeldGateway.StartAsync();
        var job = await SeededJob.CreateAsync(gateway.Host);
        gateway.Store.HoldFrom("HGET vectors");
        var reading = gateway.Host.Atlas.GetAttentionAsync(new GetAttentionRequest { JobId = job.JobId, SequenceIndex = 9 }, cancellationToken: Token).ResponseAsync;
        await Eventually.HoldsAsync(
            () => Task.FromResult(gateway.Store.Commands.Count(c => c == "HGET vectors") == 12), "queries and keys of all heads are asked for before any is answered", Token);
        gateway.Store.Release();
        Assert.Equal(6, (await reading).Heads.Count);
        // The sequence is found in the shard where it is looked for first.
        Assert.Equal(1, gateway.Store.Commands.Count(c => c == "HGET tokens"));
        Assert.Equal(12, gateway.Store.Commands.Count(c => c == "HGET vectors"));
    }

    [Fact]
    public async Task StreamMap_ManyClientsAtOnceWhileCold_ReadEachChunkOnce()
    {
        await using var gateway = await HeldGateway.StartAsync();
        var job = await SeededJob.CreateAsync(gateway.Host, repeat: 620, ready: h => h is { Layer: 1, Head: 1 }, mapsOnly: true);
        gateway.Store.HoldFrom("HGET maps");
        var clients = Enumerable.Range(0, 50).Select(_ => MapAsync(gateway, job)).ToList();
        await Eventually.HoldsAsync(() => Task.FromResult(gateway.Store.Commands.Count(c => c == "HMGET record") > 1), "several clients ask at once", Token);
        gateway.Store.Release();
        var answers = await Task.WhenAll(clients);
        Assert.All(answers, a => Assert.Equal(answers[0], a));
        Assert.Equal(answers[0].Count - 1, gateway.Store.Commands.Count(c => c == "HGET maps"));
    }

    [Fact]
    public async Task Reads_JobDeleted_AreRefusedAndForgotten()
    {
        await using var gateway = await HeldGateway.StartAsync();
        var job = await SeededJob.CreateAsync(gateway.Host);
        var cache = gateway.Host.Get<JobCache>();
        await MapAsync(gateway, job);
        Assert.InRange(cache.Bytes, 62 * 12, 1 << 20);
        await gateway.Host.Get<JobStore>().DeleteAsync(job.JobId);

        await Faults.AssertAsync(() => MapAsync(gateway, job), StatusCode.NotFound, "JOB_NOT_FOUND");
        await Faults.AssertAsync(
            async () => await gateway.Host.Atlas.GetAtlasAsync(new GetAtlasRequest { JobId = job.JobId }), StatusCode.NotFound, "JOB_NOT_FOUND");
        Assert.Equal(0, cache.Bytes);
    }

    [Fact]
    public async Task Sweep_JobGoneThatNobodyAsksFor_FreesItsMemory()
    {
        await using var gateway = await HeldGateway.StartAsync();
        var (gone, stays) = (await SeededJob.CreateAsync(gateway.Host), await SeededJob.CreateAsync(gateway.Host));
        await MapAsync(gateway, gone);
        await MapAsync(gateway, stays);
        var cache = gateway.Host.Get<JobCache>();
        await gateway.Host.Get<JobStore>().DeleteAsync(gone.JobId);

        using var sweeper = new CacheSweeper(cache, gateway.Host.Get<JobStore>(), TimeProvider.System);
        await sweeper.SweepAsync();

        Assert.Equal([stays.JobId], cache.Jobs);
    }

    private static Task<List<StreamMapResponse>> MapAsync(HeldGateway gateway, SeededJob job) => gateway.Host.Atlas.StreamMap(
        new StreamMapRequest { JobId = job.JobId, Layer = 1, Head = 1, Method = MapMethod.Umap, Dimensions = 3 }).ReadAllAsync();
}
