using AttentionViz.Gateway.Tests.Fixtures;
using AttentionViz.V1;
using Grpc.Core;

namespace AttentionViz.Gateway.Tests.Explore;

public sealed class HeadTests(GatewayHost host)
{
    [Theory]
    [InlineData("induction_score", false)]
    [InlineData("entropy", true)]
    public async Task FindHeads_ByProfile_RanksByThatFigure(string score, bool ascending)
    {
        var job = await ExploreJob.CreateAsync(host, Corpora.Sentences);

        var answer = await FindAsync(new FindHeadsRequest { JobId = job.JobId, Profile = new ProfileScore { Score = score, Ascending = ascending }, Limit = 4 });

        var expected = job.Profiles.Select(p => (Value: score == "entropy" ? p.Value.Entropy : p.Value.InductionScore, p.Key.Layer, p.Key.Head)).OrderBy(p => ascending ? p.Value : -p.Value);
        Assert.Equal(expected.Take(4), answer.Heads.Select(h => (h.Value, h.Layer, h.Head)));
        Assert.Equal(6, answer.Compared);
    }

    [Fact]
    public async Task FindHeads_EveryFigureOfAProfile_CanBeAskedFor()
    {
        var job = await ExploreJob.CreateAsync(host, Corpora.Sentences);
        foreach (var field in HeadProfile.Descriptor.Fields.InDeclarationOrder())
            Assert.Equal(6, (await FindAsync(new FindHeadsRequest { JobId = job.JobId, Profile = new ProfileScore { Score = field.Name } })).Heads.Count);
    }

    [Theory]
    [InlineData(HeadLikeness.Unspecified, 0, 2)]
    [InlineData(HeadLikeness.Attention, 1, 1)]
    [InlineData(HeadLikeness.Geometry, 0, 3)]
    [InlineData(HeadLikeness.Profile, 1, 0)]
    public async Task FindHeads_LikeAHead_EqualsNaiveRecomputation(HeadLikeness likeness, int layer, int head)
    {
        var job = await ExploreJob.CreateAsync(host, Corpora.Sentences);

        var answer = await FindAsync(new FindHeadsRequest { JobId = job.JobId, Like = new LikeHead { Layer = layer, Head = head, Likeness = likeness } });

        Assert.Equal((layer, head, 1.0), (answer.Heads[0].Layer, answer.Heads[0].Head, answer.Heads[0].Value));
        Assert.Equal((6, 6), (answer.Compared, answer.Heads.Count));
        Assert.Equal(answer.Heads.Select(h => h.Value).OrderDescending(), answer.Heads.Select(h => h.Value));
        foreach (var found in answer.Heads)
        {
            var expected = likeness switch
            {
                HeadLikeness.Profile => 1 / (1 + Naive.ProfileDistance(job.Profiles[(layer, head)], job.Profiles[(found.Layer, found.Head)])),
                HeadLikeness.Geometry => Naive.Geometry(job, (layer, head), job, (found.Layer, found.Head)),
                _ => 1 - Naive.AttentionDistances(job, (layer, head), job, (found.Layer, found.Head)).Average(d => d.Distance),
            };
            Assert.Equal(expected, found.Value, 1e-9);
        }
    }

    [Fact]
    public async Task FindHeads_LikeAHeadOfAnEncoderDecoder_LeavesOutHeadsOfOtherSides()
    {
        var job = await ExploreJob.CreateAsync(host, Corpora.Pairs, new JobTraits(Model: Corpora.EncoderDecoder));
        foreach (var likeness in new[] { HeadLikeness.Attention, HeadLikeness.Geometry })
        {
            var answer = await FindAsync(new FindHeadsRequest { JobId = job.JobId, Like = new LikeHead { Layer = 2, Head = 1, Likeness = likeness } });

            Assert.Equal([(2, 1), (2, 0)], answer.Heads.Select(h => (h.Layer, h.Head)));
            Assert.Equal(2, answer.Compared);
            var expected = likeness == HeadLikeness.Geometry ? Naive.Geometry(job, (2, 1), job, (2, 0)) : 1 - Naive.AttentionDistances(job, (2, 1), job, (2, 0)).Average(d => d.Distance);
            Assert.Equal(expected, answer.Heads[1].Value, 1e-9);
        }
    }

    [Theory]
    [InlineData(new[] { 3, 1 })]
    [InlineData(new[] { 4, 4 })]
    [InlineData(new[] { 3, 1, 5, 2, 6, 0 })]
    [InlineData(new[] { 1, 3 })]
    public async Task FindHeads_ByExample_RanksByGeometricMeanOfWeights(int[] places)
    {
        var job = await ExploreJob.CreateAsync(host, Corpora.Sentences);
        var example = new AttentionExample { SequenceIndex = 1 };
        foreach (var pair in places.Chunk(2)) example.Pairs.Add(new TokenPair { QueryPosition = pair[0], KeyPosition = pair[1] });

        var answer = await FindAsync(new FindHeadsRequest { JobId = job.JobId, Example = example });

        Assert.Equal(6, answer.Compared);
        Assert.Equal(answer.Heads.Select(h => h.Value).OrderDescending(), answer.Heads.Select(h => h.Value));
        foreach (var found in answer.Heads)
        {
            var weights = Naive.Attention(job, found.Layer, found.Head, 1);
            var product = example.Pairs.Aggregate(1.0, (p, pair) => p * weights[pair.QueryPosition][pair.KeyPosition]);
            Assert.Equal(Math.Pow(product, 1.0 / example.Pairs.Count), found.Value, 1e-9);
            var row = weights[places[0]];
            var order = Enumerable.Range(0, row.Length).OrderByDescending(j => row[j]).ToList();
            Assert.Equal(order.IndexOf(places[1]) + 1, found.KeyRank);
        }
    }

    [Fact]
    public async Task FindHeads_ExampleOfAnEncoderDecoder_CountsSourceThenTarget()
    {
        var job = await ExploreJob.CreateAsync(host, Corpora.Pairs, new JobTraits(Model: Corpora.EncoderDecoder));
        // Sequence 1: source [CLS] a dog, target [CLS] ein Hund und mehr. "Hund" looks at "dog".
        var answer = await FindAsync(new FindHeadsRequest
        {
            JobId = job.JobId,
            Example = new AttentionExample { SequenceIndex = 1, Pairs = { new TokenPair { QueryPosition = 5, KeyPosition = 2 } } },
        });

        Assert.Equal(2, answer.Compared);
        foreach (var found in answer.Heads)
        {
            Assert.Equal(2, found.Layer);
            Assert.Equal(Naive.Attention(job, 2, found.Head, 1)[2][2], found.Value, 1e-9);
        }
    }

    [Fact]
    public async Task FindHeads_LayerWithMoreThanProducts_IsLeftOutOrRefused()
    {
        var model = DemoModels.TinyGpt.Clone();
        model.Layers[0].HasBias = true;
        var job = await ExploreJob.CreateAsync(host, Corpora.Sentences, new JobTraits(Model: model));
        var example = new AttentionExample { Pairs = { new TokenPair { QueryPosition = 1 } } };

        Assert.Equal(2, (await FindAsync(new FindHeadsRequest { JobId = job.JobId, Example = example })).Compared);
        Assert.Equal(2, (await FindAsync(new FindHeadsRequest { JobId = job.JobId, Like = new LikeHead { Layer = 1 } })).Compared);
        Assert.Equal(6, (await FindAsync(new FindHeadsRequest { JobId = job.JobId, Like = new LikeHead { Layer = 1, Likeness = HeadLikeness.Geometry } })).Compared);
        await Faults.AssertAsync(
            () => FindAsync(new FindHeadsRequest { JobId = job.JobId, Like = new LikeHead { Layer = 0, Head = 1 } }), StatusCode.Unimplemented, "ATTENTION_BEYOND_PRODUCTS", "layer 0");
    }

    [Fact]
    public async Task FindHeads_WhileTheAtlasGrows_ComparesWhatIsReady()
    {
        var growing = await ExploreJob.CreateAsync(host, Corpora.Sentences, new JobTraits(End: JobState.Projecting) { Ready = h => h.Layer == 0 });
        var none = await ExploreJob.CreateAsync(host, Corpora.Sentences, new JobTraits(End: JobState.Projecting) { Ready = _ => false });
        var score = new ProfileScore { Score = "self" };

        Assert.Equal(4, (await FindAsync(new FindHeadsRequest { JobId = growing.JobId, Profile = score })).Compared);
        await Faults.AssertAsync(() => FindAsync(new FindHeadsRequest { JobId = growing.JobId, Like = new LikeHead { Layer = 1 } }), StatusCode.FailedPrecondition, "NOT_READY", "L1 H0");
        await Faults.AssertAsync(() => FindAsync(new FindHeadsRequest { JobId = none.JobId, Profile = score }), StatusCode.FailedPrecondition, "NOT_READY", "no head is ready");
    }

    [Fact]
    public async Task FindHeads_VectorsNotRetained_SaysHowToKeepThem()
    {
        var job = await ExploreJob.CreateAsync(host, Corpora.Sentences, new JobTraits(Retain: false));
        foreach (var likeness in new[] { HeadLikeness.Attention, HeadLikeness.Geometry })
        {
            await Faults.AssertAsync(
                () => FindAsync(new FindHeadsRequest { JobId = job.JobId, Like = new LikeHead { Likeness = likeness } }), StatusCode.FailedPrecondition, "VECTORS_NOT_RETAINED");
        }

        await Faults.AssertAsync(
            () => FindAsync(new FindHeadsRequest { JobId = job.JobId, Example = new AttentionExample { Pairs = { new TokenPair() } } }), StatusCode.FailedPrecondition, "VECTORS_NOT_RETAINED");
        Assert.Equal(6, (await FindAsync(new FindHeadsRequest { JobId = job.JobId, Like = new LikeHead { Likeness = HeadLikeness.Profile } })).Compared);
    }

    [Fact]
    public async Task FindHeads_WrongFields_AreNamedWithTheRemedy()
    {
        var job = await ExploreJob.CreateAsync(host, Corpora.Sentences);
        async Task Check(Action<FindHeadsRequest> change, string says)
        {
            var request = new FindHeadsRequest { JobId = job.JobId };
            change(request);
            var violations = await Faults.AssertAsync(() => FindAsync(request), StatusCode.InvalidArgument, "INVALID_REQUEST");
            Assert.Contains(violations, v => v.StartsWith(says, StringComparison.Ordinal));
        }

        await Check(_ => { }, "by: is not given; give profile, like or example");
        await Check(r => (r.Limit, r.Profile) = (1001, new ProfileScore { Score = "self" }), "limit: is 1001; give 1 to 1000, or 0 for 20");
        await Check(r => r.Profile = new ProfileScore { Score = "beauty" }, "profile.score: is 'beauty'; give one of previous, self, next, first,");
        await Check(r => r.Like = new LikeHead { Likeness = (HeadLikeness)9 }, "like.likeness: is 9");
        await Check(r => r.Example = new AttentionExample(), "example.pairs: has 0 entries; give 1 to 1000");
        await Check(r => r.Example = new AttentionExample { SequenceIndex = -1, Pairs = { new TokenPair() } }, "example.sequence_index: is -1");
        await Check(r => r.Example = new AttentionExample { Pairs = { new TokenPair { QueryPosition = 7 } } }, "example.pairs[0].query_position: is 7; the sequence has positions 0 to 6");
        await Check(r => r.Example = new AttentionExample { Pairs = { new TokenPair { KeyPosition = -1 } } }, "example.pairs[0].key_position: is -1");
        await Faults.AssertAsync(
            () => FindAsync(new FindHeadsRequest { JobId = job.JobId, Like = new LikeHead { Layer = 7 } }), StatusCode.NotFound, "HEAD_NOT_IN_JOB", "L7 H0");
        await Faults.AssertAsync(
            () => FindAsync(new FindHeadsRequest { JobId = job.JobId, Example = new AttentionExample { SequenceIndex = 4, Pairs = { new TokenPair() } } }), StatusCode.NotFound, "SEQUENCE_NOT_DRAWN");
    }

    private async Task<FindHeadsResponse> FindAsync(FindHeadsRequest request) => await host.Explore.FindHeadsAsync(request, cancellationToken: Calls.Token);
}
