using AttentionViz.V1;

namespace AttentionViz.EndToEnd.Tests;

/// <summary>Jobs that map the vectors of an earlier job anew.</summary>
[Collection(SharedPlatform.Name)]
public sealed class ReuseTests(Platform platform)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static JobSpec Spec => new()
    {
        ModelId = "mini-gpt",
        TokenBudget = 150,
        Seed = 5,
        Layers = { 0, 1 },
        Maps = { new MapSpec { Method = MapMethod.Tsne, Dimensions = 2 }, new MapSpec { Method = MapMethod.Pca, Dimensions = 3 } },
    };

    [Fact]
    public async Task SubmitJob_SameOptionsAsTheEarlierJob_GivesTheSameBytesWithoutExtracting()
    {
        var earlier = await RunAsync(Spec);
        var spec = new JobSpec { ReuseVectorsOf = earlier.JobId, Seed = 5, Maps = { Spec.Maps } };

        var job = await RunAsync(spec);

        Assert.Equal(JobState.Succeeded, job.State);
        Assert.Equal(earlier.JobId, job.Spec.ReuseVectorsOf);
        Assert.Equal((earlier.CorpusTokens, earlier.SampledTokens, earlier.CorpusSequences), (job.CorpusTokens, job.SampledTokens, job.CorpusSequences));
        Assert.Equal([Stage.Planning, Stage.Projecting], job.Stages.Select(s => s.Stage));
        var (before, after) = (await platform.AtlasAsync(earlier.JobId, Stop), await platform.AtlasAsync(job.JobId, Stop));
        Assert.Equal(earlier.JobId, after.Spec.ReuseVectorsOf);
        foreach (var (left, right) in before.Heads.Zip(after.Heads))
        {
            foreach (var map in left.Maps)
                Assert.Equal(await platform.MapAsync(earlier.JobId, left, map, Stop), await platform.MapAsync(job.JobId, right, map, Stop));
            left.Seconds.Clear();
            right.Seconds.Clear();
            Assert.Equal(left, right);
        }
    }

    [Fact]
    public async Task SubmitJob_OtherOptionsAndTheEarlierJobDeleted_StandsByItself()
    {
        var earlier = await RunAsync(Spec);
        var head = (await platform.AtlasAsync(earlier.JobId, Stop)).Heads.Single(h => (h.Layer, h.Head) == (1, 1));
        var keys = await platform.VectorsAsync(earlier.JobId, head, VectorKind.Key, Stop);
        var job = await RunAsync(new JobSpec
        {
            ReuseVectorsOf = earlier.JobId,
            InitFrom = earlier.JobId,
            Seed = 9,
            Alignment = AlignmentMode.Balanced,
            Heads = { new HeadRef { Layer = 1, Head = 1 } },
            Maps = { new MapSpec { Method = MapMethod.Tsne, Dimensions = 2 } },
        });
        Assert.True(job.State == JobState.Succeeded, job.Failure?.Message);

        await platform.Jobs.DeleteJobAsync(new DeleteJobRequest { JobId = earlier.JobId }, cancellationToken: Stop);
        await platform.Corpora.DeleteCorpusAsync(new DeleteCorpusRequest { CorpusId = earlier.Spec.CorpusId }, cancellationToken: Stop);
        var again = await RunAsync(new JobSpec { ReuseVectorsOf = job.JobId, Maps = { new MapSpec { Method = MapMethod.Umap, Dimensions = 2 } } });

        var mapped = Assert.Single((await platform.AtlasAsync(job.JobId, Stop)).Heads);
        Assert.Equal((AlignmentMode.Balanced, earlier.JobId), (mapped.Alignment.Mode, mapped.Maps[0].InitFrom));
        Assert.Equal(keys, await platform.VectorsAsync(again.JobId, mapped, VectorKind.Key, Stop));
        var attention = await platform.Atlases.GetAttentionAsync(
            new GetAttentionRequest { JobId = again.JobId, SequenceIndex = await FirstSequenceAsync(again.JobId) }, cancellationToken: Stop);
        Assert.Single(attention.Heads);
    }

    [Fact]
    public async Task SubmitJob_AHeadThatWasNotExtracted_IsRefusedByName()
    {
        var earlier = await RunAsync(Spec);
        var layers = (await platform.AtlasAsync(earlier.JobId, Stop)).Model.Layers.Count;
        Assert.True(layers > 2);
        var fault = await Assert.ThrowsAsync<Grpc.Core.RpcException>(() => platform.SubmitAsync(new JobSpec { ReuseVectorsOf = earlier.JobId, Layers = { 2 } }, null, Stop));
        Assert.Contains("asks for L2 H0", fault.Status.Detail, StringComparison.Ordinal);
    }

    private async Task<long> FirstSequenceAsync(string jobId)
    {
        using var call = platform.Atlases.StreamTokens(new StreamTokensRequest { JobId = jobId }, cancellationToken: Stop);
        Assert.True(await call.ResponseStream.MoveNext(Stop));
        return call.ResponseStream.Current.Sequences[0].Index;
    }

    private async Task<Job> RunAsync(JobSpec spec)
    {
        if (spec.ReuseVectorsOf.Length == 0) spec.CorpusId = (await platform.UploadSampleAsync(Stop)).CorpusId;
        return await platform.EndAsync((await platform.SubmitAsync(spec, null, Stop)).JobId, Stop);
    }
}
