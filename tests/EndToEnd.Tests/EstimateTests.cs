using AttentionViz.V1;
using StackExchange.Redis;

namespace AttentionViz.EndToEnd.Tests;

/// <summary>Estimates beside what jobs then take.</summary>
[Collection(SharedPlatform.Name)]
public sealed class EstimateTests(Platform platform)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("mini-bert", 1000, true)]
    [InlineData("mini-gpt", 300, true)]
    [InlineData("mini-gpt", 2000, false)]
    public async Task EstimateJob_ThenRun_ItsBytesAreWithinAQuarterAndItsTokensThenCounted(string model, int budget, bool retain)
    {
        var corpus = await platform.UploadSampleAsync(Stop);
        var spec = new JobSpec
        {
            ModelId = model,
            CorpusId = corpus.CorpusId,
            TokenBudget = budget,
            RetainVectors = retain,
            Layers = { 0, 1 },
            Maps = { new MapSpec { Method = MapMethod.Pca, Dimensions = 2 }, new MapSpec { Method = MapMethod.Pca, Dimensions = 3 } },
        };
        var before = await EstimateAsync(spec);
        var job = await platform.EndAsync((await platform.SubmitAsync(spec, null, Stop)).JobId, Stop);
        var after = await EstimateAsync(spec);

        var bytes = await BytesAsync(job.JobId);
        Assert.InRange(before.StoreBytes, 0.75 * bytes, 1.25 * bytes);
        Assert.InRange(after.StoreBytes, 0.75 * bytes, 1.25 * bytes);
        Assert.True(after.PeakStoreBytes >= after.StoreBytes);
        Assert.Equal((EstimateBasis.Exact, job.CorpusTokens, job.CorpusSequences), (after.TokensBasis, after.CorpusTokens, after.CorpusSequences));
        Assert.InRange(after.SampledTokens, 0.8 * job.SampledTokens, 1.2 * job.SampledTokens);
        Assert.Equal(job.Spec, after.Spec);
        Assert.Equal([Stage.Planning, Stage.Extracting, Stage.Projecting], after.Stages.Select(s => s.Stage));
        Assert.All(after.Stages, s => Assert.Equal(EstimateBasis.SameModel, s.Basis));
        Assert.Equal(after.Heads, after.Stages[^1].Units);
    }

    private async Task<EstimateJobResponse> EstimateAsync(JobSpec spec) =>
        await platform.Jobs.EstimateJobAsync(new EstimateJobRequest { Spec = spec }, cancellationToken: Stop);

    /// <summary>Bytes of every field and value of a job's keys.</summary>
    private async Task<long> BytesAsync(string jobId)
    {
        var redis = platform.Get<IConnectionMultiplexer>();
        var db = redis.GetDatabase();
        long bytes = 0;
        foreach (var key in Pipeline.Store.Keys.OfJob(jobId))
        {
            bytes += await db.KeyTypeAsync(key) switch
            {
                RedisType.Hash => (await db.HashGetAllAsync(key)).Sum(e => e.Name.Length() + e.Value.Length()),
                RedisType.List => (await db.ListRangeAsync(key)).Sum(v => v.Length()),
                RedisType.Set => (await db.SetMembersAsync(key)).Sum(v => v.Length()),
                _ => 0,
            };
        }

        return bytes;
    }
}
