using AttentionViz.Testing;
using AttentionViz.V1;
using Grpc.Core;

namespace AttentionViz.EndToEnd.Tests;

/// <summary>A corpus in, an atlas out, over gRPC through every service.</summary>
public sealed class JobTests(Platform platform) : IClassFixture<Platform>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static JobSpec SmallSpec(string model) => new()
    {
        ModelId = model,
        TokenBudget = 60,
        Seed = 7,
        Maps =
        {
            new MapSpec { Method = MapMethod.Tsne, Dimensions = 2 },
            new MapSpec { Method = MapMethod.Umap, Dimensions = 3 },
            new MapSpec { Method = MapMethod.Pca, Dimensions = 2 },
        },
    };

    [Theory]
    [InlineData("mini-bert", false)]
    [InlineData("mini-gpt", true)]
    public async Task SubmitJob_SampleCorpus_GivesAnAtlasOfEveryHead(string model, bool causal)
    {
        var corpus = await platform.UploadSampleAsync(Stop);
        var spec = SmallSpec(model);
        spec.CorpusId = corpus.CorpusId;

        var job = await platform.EndAsync((await platform.SubmitAsync(spec, null, Stop)).JobId, Stop);

        Assert.Equal(JobState.Succeeded, job.State);
        Assert.Equal(500, job.CorpusSequences);
        Assert.InRange(job.SampledTokens, 30, 120);
        var atlas = await platform.AtlasAsync(job.JobId, Stop);
        Assert.Equal(atlas.Model.Layers.Sum(l => l.Heads), atlas.Heads.Count);
        Assert.All(atlas.Model.Layers, l => Assert.InRange(l.VerifiedError, 0, 1e-3));
        Assert.Equal(64, atlas.Model.Sha256.Length);
        foreach (var head in atlas.Heads)
        {
            Assert.True(head.Ready);
            Assert.Equal(causal, head.Causal);
            Assert.InRange(head.Profile.Entropy, 0, 1);
            Assert.Equal(3, head.Maps.Count);
            foreach (var map in head.Maps)
            {
                var points = await platform.MapAsync(job.JobId, head, map, Stop);
                Assert.Equal(2 * atlas.Tokens * map.Dimensions * sizeof(float), points.Length);
                Assert.InRange(map.Fidelity.AttentionRecall3, 0, 1);
                Assert.InRange(map.Fidelity.AttentionRecall3P, 0.002, 1);
                Assert.InRange(map.Fidelity.WithinTypeKnnRecall, 0, 1);
                Assert.Equal(head.Baselines.AttentionRecall3Random, map.Fidelity.AttentionRecall3Random);
            }

            Assert.Equal(atlas.Tokens / ((2.0 * atlas.Tokens) - 1), head.Baselines.MixingRandom, 1e-12);
        }
    }

    [Theory]
    [InlineData("mini-bert")]
    [InlineData("mini-gpt")]
    public async Task SubmitJob_TwoAttentionWeights_GivesAMapForEach(string model)
    {
        var corpus = await platform.UploadSampleAsync(Stop);
        var spec = new JobSpec { ModelId = model, CorpusId = corpus.CorpusId, TokenBudget = 200, Heads = { new HeadRef { Layer = 1, Head = 1 } } };
        foreach (var weight in new[] { 0, 0.3, 0.8 })
        {
            spec.Maps.Add(new MapSpec { Method = MapMethod.Tsne, Dimensions = 2, AttentionWeight = weight });
            spec.Maps.Add(new MapSpec { Method = MapMethod.Umap, Dimensions = 2, AttentionWeight = weight });
        }

        var job = await platform.EndAsync((await platform.SubmitAsync(spec, null, Stop)).JobId, Stop);

        Assert.Equal(JobState.Succeeded, job.State);
        var head = Assert.Single((await platform.AtlasAsync(job.JobId, Stop)).Heads);
        Assert.Equal(spec.Maps.Select(m => (m.Method, m.AttentionWeight)), head.Maps.Select(m => (m.Method, m.AttentionWeight)));
        var seen = new HashSet<string>();
        foreach (var map in head.Maps)
            Assert.True(seen.Add(Convert.ToBase64String(await platform.MapAsync(job.JobId, head, map, Stop))));
        foreach (var maps in head.Maps.GroupBy(m => m.Method))
            Assert.True(maps.Last().Fidelity.AttentionRecall3 > maps.First().Fidelity.AttentionRecall3 + 0.1);
        var fault = await Assert.ThrowsAsync<RpcException>(() => platform.MapAsync(job.JobId, head, new MapSummary(head.Maps[0]) { AttentionWeight = 0.5 }, Stop));
        Assert.Contains("makes no Tsne map in 2-D with attention_weight 0.5; it makes Tsne 2-D, Umap 2-D, Tsne 2-D with attention_weight 0.3", fault.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SubmitJob_BalancedAlignment_TellsTheMatrixOfEachHead()
    {
        var corpus = await platform.UploadSampleAsync(Stop);
        var spec = new JobSpec
        {
            ModelId = "mini-gpt",
            CorpusId = corpus.CorpusId,
            TokenBudget = 60,
            Alignment = AlignmentMode.Balanced,
            Layers = { 1 },
            Maps = { new MapSpec { Method = MapMethod.Pca, Dimensions = 2 } },
        };

        var job = await platform.EndAsync((await platform.SubmitAsync(spec, null, Stop)).JobId, Stop);

        Assert.Equal(JobState.Succeeded, job.State);
        foreach (var head in (await platform.AtlasAsync(job.JobId, Stop)).Heads)
        {
            var (alignment, width) = (head.Alignment, head.Width);
            Assert.Equal((AlignmentMode.Balanced, 1.0, false), (alignment.Mode, alignment.C, alignment.Degenerate));
            Assert.Equal(width * width, alignment.Matrix.Count);
            for (var i = 0; i < width; i++)
            {
                for (var j = 0; j < i; j++) Assert.Equal(alignment.Matrix[(i * width) + j], alignment.Matrix[(j * width) + i], 1e-5f);
            }
        }
    }

    [Fact]
    public async Task SubmitJob_TheSameTwice_GivesTheSameBytes()
    {
        var corpus = await platform.UploadSampleAsync(Stop);
        var spec = SmallSpec("mini-gpt");
        spec.CorpusId = corpus.CorpusId;

        var first = await platform.EndAsync((await platform.SubmitAsync(spec, null, Stop)).JobId, Stop);
        var second = await platform.EndAsync((await platform.SubmitAsync(spec, null, Stop)).JobId, Stop);

        Assert.NotEqual(first.JobId, second.JobId);
        var (a, b) = (await platform.AtlasAsync(first.JobId, Stop), await platform.AtlasAsync(second.JobId, Stop));
        Assert.Equal(a.Tokens, b.Tokens);
        foreach (var (left, right) in a.Heads.Zip(b.Heads))
        {
            foreach (var map in left.Maps)
                Assert.Equal(await platform.MapAsync(first.JobId, left, map, Stop), await platform.MapAsync(second.JobId, right, map, Stop));
            // Only the time it took may differ.
            left.Seconds.Clear();
            right.Seconds.Clear();
            Assert.Equal(left, right);
        }
    }

    [Fact]
    public async Task GetAttention_OfAStoredSequence_IsTheSoftmaxOfItsStreamedQueriesAndKeys()
    {
        var spec = SmallSpec("mini-gpt");
        var job = await platform.EndAsync((await platform.SubmitAsync(spec, PlatformCalls.Inline("the red bird sang and the red bird flew\n"), Stop)).JobId, Stop);
        var atlas = await platform.AtlasAsync(job.JobId, Stop);
        var attention = await platform.Atlases.GetAttentionAsync(new GetAttentionRequest { JobId = job.JobId, SequenceIndex = 0 }, cancellationToken: Stop);

        Assert.Equal(atlas.Heads.Count, attention.Heads.Count);
        foreach (var (head, given) in atlas.Heads.Zip(attention.Heads))
        {
            var queries = await platform.VectorsAsync(job.JobId, head, VectorKind.Query, Stop);
            var keys = await platform.VectorsAsync(job.JobId, head, VectorKind.Key, Stop);
            var expected = CausalSoftmax(queries, keys, head.Width, head.Scale);
            var weights = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(given.Weights.Data.Span).ToArray();
            Assert.Equal(expected.Length, weights.Length);
            for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], weights[i], 1e-5);
        }
    }

    [Fact]
    public async Task WatchJob_FromTheStartAndResumed_SeesEveryEventOnceAndInOrder()
    {
        var job = await platform.SubmitAsync(SmallSpec("mini-bert"), PlatformCalls.Inline("one two three\nfour five six\n"), Stop);

        var all = await platform.WatchAsync(job.JobId, 0, Stop);

        Assert.NotNull(all[0].Snapshot);
        var events = all.Skip(1).Select(e => e.Sequence).ToList();
        Assert.Equal(Enumerable.Range((int)all[0].Sequence + 1, events.Count).Select(i => (long)i), events);
        Assert.Equal(JobState.Succeeded, all[^1].StateChange.State);
        Assert.Equal(16, all.Count(e => e.HeadReady is not null));

        var resumed = await platform.WatchAsync(job.JobId, all[^1].Sequence - 3, Stop);
        Assert.NotNull(resumed[0].Snapshot);
        Assert.Equal(all.TakeLast(3).Select(e => e.Sequence), resumed.Skip(1).Select(e => e.Sequence));
    }

    [Fact]
    public async Task CancelJob_WhileItRuns_EndsItAndDeleteLeavesNothing()
    {
        var spec = SmallSpec("mini-bert");
        spec.TokenBudget = 4000;
        var corpus = await platform.UploadSampleAsync(Stop);
        spec.CorpusId = corpus.CorpusId;
        var job = await platform.SubmitAsync(spec, null, Stop);
        await Eventually.HoldsAsync(
            async () => (await GetAsync(job.JobId)).State is JobState.Extracting or JobState.Projecting, "the job has begun", Stop);

        await platform.Jobs.CancelJobAsync(new CancelJobRequest { JobId = job.JobId }, cancellationToken: Stop);
        var ended = await platform.EndAsync(job.JobId, Stop);

        Assert.Equal(JobState.Cancelled, ended.State);
        await platform.Jobs.DeleteJobAsync(new DeleteJobRequest { JobId = job.JobId }, cancellationToken: Stop);
        var gone = await Assert.ThrowsAsync<Grpc.Core.RpcException>(() => GetAsync(job.JobId));
        Assert.Equal(Grpc.Core.StatusCode.NotFound, gone.StatusCode);
    }

    [Fact]
    public async Task SubmitJob_WithoutRetainingVectors_KeepsTheMapsOnly()
    {
        var spec = SmallSpec("mini-bert");
        spec.RetainVectors = false;
        var job = await platform.EndAsync((await platform.SubmitAsync(spec, PlatformCalls.Inline("a b c\nd e f\n"), Stop)).JobId, Stop);
        var head = (await platform.AtlasAsync(job.JobId, Stop)).Heads[0];

        Assert.NotEmpty(await platform.MapAsync(job.JobId, head, head.Maps[0], Stop));
        var gone = await Assert.ThrowsAsync<Grpc.Core.RpcException>(() => platform.VectorsAsync(job.JobId, head, VectorKind.Query, Stop));
        Assert.Equal(Grpc.Core.StatusCode.FailedPrecondition, gone.StatusCode);
    }

    [Theory]
    [InlineData("""{"ids": [1, 5000000]}""", CorpusFormat.Jsonl, 0, "SEQUENCE_UNFIT", "5000000")]
    [InlineData("one two three", CorpusFormat.Text, 30.0, "PERPLEXITY_TOO_LARGE", "tsne.perplexity is 30")]
    public async Task SubmitJob_FaultOnlyAWorkerCanSee_FailsTheJobWithItsReason(
        string content, CorpusFormat format, double perplexity, string reason, string says)
    {
        var spec = SmallSpec("mini-bert");
        if (perplexity > 0) spec.Tsne = new TsneParameters { Perplexity = perplexity };
        spec.TokenBudget = 1000;

        var job = await platform.EndAsync((await platform.SubmitAsync(spec, PlatformCalls.Inline(content, format), Stop)).JobId, Stop);

        Assert.Equal(JobState.Failed, job.State);
        Assert.Equal(reason, job.Failure.Reason);
        Assert.Equal(3, job.Failure.Code);
        Assert.Equal("plan", job.Failure.Unit);
        Assert.Contains(says, job.Failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("capp-gpt2", """{"ids": [1, 2, 3, 4, 5, 6]}""", CorpusFormat.Jsonl)]
    [InlineData("stories260k", "Once upon a time, there was a little girl named Lily.", CorpusFormat.Text)]
    [InlineData("rand-xlmr-tiny", "a small model of no training", CorpusFormat.Text)]
    public async Task SubmitJob_AForeignModel_GivesAnAtlas(string model, string content, CorpusFormat format)
    {
        Assert.SkipWhen(Repository.SharedModels is null, "no shared models beside the repository");

        var job = await platform.EndAsync((await platform.SubmitAsync(SmallSpec(model), PlatformCalls.Inline(content, format), Stop)).JobId, Stop);

        Assert.True(job.State == JobState.Succeeded, job.Failure?.Message);
    }

    private async Task<Job> GetAsync(string jobId) =>
        (await platform.Jobs.GetJobAsync(new GetJobRequest { JobId = jobId }, cancellationToken: Stop)).Job;

    private static double[] CausalSoftmax(float[] queries, float[] keys, int width, double scale)
    {
        var n = queries.Length / width;
        var weights = new double[n * n];
        for (var i = 0; i < n; i++)
        {
            var exps = Enumerable.Range(0, i + 1)
                .Select(j => Math.Exp(scale * Enumerable.Range(0, width).Sum(d => (double)queries[(i * width) + d] * keys[(j * width) + d]))).ToArray();
            for (var j = 0; j <= i; j++) weights[(i * n) + j] = exps[j] / exps.Sum();
        }

        return weights;
    }
}
