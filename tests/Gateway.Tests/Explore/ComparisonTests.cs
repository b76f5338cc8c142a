using AttentionViz.Gateway.Tests.Fixtures;
using AttentionViz.V1;
using Grpc.Core;

namespace AttentionViz.Gateway.Tests.Explore;

public sealed class ComparisonTests(GatewayHost host)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task CompareAtlases_JobWithItself_ChangesNothing(bool twoSided)
    {
        var job = twoSided
            ? await ExploreJob.CreateAsync(host, Corpora.Pairs, new JobTraits(Model: Corpora.EncoderDecoder))
            : await ExploreJob.CreateAsync(host, Corpora.Sentences);

        var answer = await CompareAsync(job, job);

        Assert.Equal((twoSided ? 3 : 5, job.Words.Count, 6), (answer.Sequences, answer.Tokens, answer.Heads.Count));
        Assert.Empty(answer.Unmatched);
        Assert.All(answer.Heads, h => Assert.Equal((0.0, 0.0, 0.0, 0.0), (h.AttentionChange, h.GeometryChange, h.ProfileChange, h.MostChanged)));
        Assert.Equal(job.Record.Heads(), answer.Heads.Select(h => new HeadRef { Layer = h.Layer, Head = h.Head }));
    }

    [Theory]
    [InlineData(false, 8)]
    [InlineData(false, 5)]
    [InlineData(true, 4)]
    public async Task CompareAtlases_OtherVectors_EqualsNaiveRecomputationBothWays(bool twoSided, int width)
    {
        var (lines, model) = twoSided ? (Corpora.Pairs, Corpora.EncoderDecoder) : (Corpora.Sentences, DemoModels.TinyGpt);
        var other = model.Clone();
        foreach (var layer in other.Layers) (layer.HeadWidth, layer.Scale) = (width, 0.7);
        // The second drew one sequence less.
        var a = await ExploreJob.CreateAsync(host, lines, new JobTraits(Model: model));
        var b = await ExploreJob.CreateAsync(host, lines, new JobTraits(Seed: 9, Model: other) { Drawn = index => index != 1 });

        var (there, back) = (await CompareAsync(a, b), await CompareAsync(b, a));

        Assert.Equal((lines.Count - 1, b.Words.Count), (there.Sequences, there.Tokens));
        Assert.Equal(there.Heads.Select(h => h.AttentionChange).OrderDescending(), there.Heads.Select(h => h.AttentionChange));
        foreach (var change in there.Heads)
        {
            var head = (change.Layer, change.Head);
            var distances = Naive.AttentionDistances(a, head, b, head);
            Assert.Equal(distances.Average(d => d.Distance), change.AttentionChange, 1e-9);
            Assert.InRange(change.AttentionChange, 0.01, 1);
            Assert.Equal(1 - Naive.Geometry(a, head, b, head), change.GeometryChange, 1e-9);
            Assert.Equal(Naive.ProfileDistance(a.Profiles[head], b.Profiles[head]), change.ProfileChange, 1e-12);
            var most = distances.MaxBy(d => d.Distance);
            var query = a.Of(a.Layer(head.Layer).QuerySide).Where(w => w.Line.Index == most.Sequence).ElementAt(most.Query);
            Assert.Equal((most.Sequence, query.Position), (change.MostChangedSequenceIndex, change.MostChangedPosition));
            Assert.Equal(most.Distance, change.MostChanged, 1e-9);
            var reverse = back.Heads.Single(h => (h.Layer, h.Head) == head);
            Assert.Equal(change.AttentionChange, reverse.AttentionChange, 1e-12);
            Assert.Equal(change.GeometryChange, reverse.GeometryChange, 1e-12);
            Assert.Equal(change.ProfileChange, reverse.ProfileChange, 1e-12);
        }
    }

    [Fact]
    public async Task CompareAtlases_FewSequences_TakesTheSameBothWays()
    {
        var lines = Enumerable.Range(0, 40).Select(i => new Line(i, string.Join(' ', Enumerable.Range(0, 2 + (i % 5)).Select(w => $"w{i}{w}")))).ToList();
        var a = await ExploreJob.CreateAsync(host, lines);
        var b = await ExploreJob.CreateAsync(host, lines, new JobTraits(Seed: 6));
        CompareAtlasesRequest Request(ExploreJob from, ExploreJob to) => new() { JobId = from.JobId, OtherJobId = to.JobId, MaxSequences = 7, Limit = 2, Heads = { new HeadRef { Layer = 1 }, new HeadRef(), new HeadRef { Head = 3 } } };

        var there = await CompareAsync(Request(a, b));
        var back = await CompareAsync(Request(b, a));

        Assert.Equal((7, 2), (there.Sequences, there.Heads.Count));
        Assert.Equal(there.Tokens, back.Tokens);
        Assert.Equal(there.Heads.Select(h => (h.Layer, h.Head)), back.Heads.Select(h => (h.Layer, h.Head)));
        Assert.Equal(7, (await CompareAsync(new CompareAtlasesRequest { JobId = a.JobId, OtherJobId = b.JobId, MaxSequences = 7 })).Sequences);
    }

    [Fact]
    public async Task CompareAtlases_HeadsThatOneLacks_AreNamed()
    {
        var small = DemoModels.TinyGpt.Clone();
        small.Layers.RemoveAt(1);
        var a = await ExploreJob.CreateAsync(host, Corpora.Sentences, new JobTraits(End: JobState.Projecting) { Ready = h => h.Head != 1 });
        var b = await ExploreJob.CreateAsync(host, Corpora.Sentences, new JobTraits(Model: small));

        var answer = await CompareAsync(a, b);

        Assert.Equal([(0, 0), (0, 2), (0, 3)], answer.Heads.Select(h => (h.Layer, h.Head)).Order());
        Assert.Equal([(0, 1), (1, 0), (1, 1)], answer.Unmatched.Select(h => (h.Layer, h.Head)));
        Task Ask(int layer, int head) => CompareAsync(new CompareAtlasesRequest { JobId = a.JobId, OtherJobId = b.JobId, Heads = { new HeadRef { Layer = layer, Head = head } } });
        await Faults.AssertAsync(() => Ask(0, 1), StatusCode.FailedPrecondition, "NOT_READY", "L0 H1");
        await Faults.AssertAsync(() => Ask(1, 0), StatusCode.NotFound, "HEAD_NOT_IN_JOB", "L1 H0");
    }

    [Fact]
    public async Task CompareAtlases_LayerWithMoreThanProducts_HasGeometryAlone()
    {
        var biased = DemoModels.TinyGpt.Clone();
        biased.Layers[0].HasBias = true;
        var a = await ExploreJob.CreateAsync(host, Corpora.Sentences);
        var b = await ExploreJob.CreateAsync(host, Corpora.Sentences, new JobTraits(Seed: 6, Model: biased));

        var answer = await CompareAsync(a, b);

        Assert.Equal([1, 1, 0, 0, 0, 0], answer.Heads.Select(h => h.Layer));
        foreach (var change in answer.Heads.Skip(2))
        {
            Assert.True(double.IsNaN(change.AttentionChange) && double.IsNaN(change.MostChanged));
            Assert.Equal(-1, change.MostChangedSequenceIndex);
            Assert.Equal(1 - Naive.Geometry(a, (0, change.Head), b, (0, change.Head)), change.GeometryChange, 1e-9);
        }
    }

    [Fact]
    public async Task CompareAtlases_WhatCannotBeCompared_SaysWhy()
    {
        var job = await ExploreJob.CreateAsync(host, Corpora.Sentences);
        async Task Check(string reason, string says, JobTraits options)
        {
            var other = await ExploreJob.CreateAsync(host, Corpora.Sentences, options);
            var violations = await Faults.AssertAsync(() => CompareAsync(job, other), StatusCode.InvalidArgument, reason);
            Assert.StartsWith($"other_job_id: {says}", Assert.Single(violations), StringComparison.Ordinal);
        }

        await Check("CORPORA_DIFFER", "is of another corpus", new JobTraits(CorpusSha: "c1"));
        await Check("TOKENS_DIFFER", "has other tokens for sequence 0; compare models with one tokenizer", new JobTraits(OtherIds: true));
        var even = await ExploreJob.CreateAsync(host, Corpora.Sentences, new JobTraits { Drawn = i => i is 0 or 6 });
        var odd = await ExploreJob.CreateAsync(host, Corpora.Sentences, new JobTraits { Drawn = i => i is 1 or 3 or 7 });
        await Faults.AssertAsync(() => CompareAsync(even, odd), StatusCode.InvalidArgument, "NO_COMMON_SEQUENCES", "same seed and token_budget");
        var bare = await ExploreJob.CreateAsync(host, Corpora.Sentences, new JobTraits(Retain: false));
        await Faults.AssertAsync(() => CompareAsync(job, bare), StatusCode.FailedPrecondition, "VECTORS_NOT_RETAINED");

        async Task Field(Action<CompareAtlasesRequest> change, string says)
        {
            var request = new CompareAtlasesRequest { JobId = job.JobId, OtherJobId = job.JobId };
            change(request);
            var violations = await Faults.AssertAsync(() => CompareAsync(request), StatusCode.InvalidArgument, "INVALID_REQUEST");
            Assert.Contains(violations, v => v.StartsWith(says, StringComparison.Ordinal));
        }

        await Field(r => r.OtherJobId = "", "other_job_id: is empty");
        await Field(r => r.JobId = "", "job_id: is empty");
        await Field(r => r.MaxSequences = 1001, "max_sequences: is 1001; give 1 to 1000, or 0 for 64");
        await Field(r => r.Limit = -1, "limit: is -1; give 1 to 1000, or 0 for all");
        await Faults.AssertAsync(() => CompareAsync(new CompareAtlasesRequest { JobId = job.JobId, OtherJobId = "nobody" }), StatusCode.NotFound, "JOB_NOT_FOUND", "nobody");
    }

    private Task<CompareAtlasesResponse> CompareAsync(ExploreJob from, ExploreJob to) => CompareAsync(new CompareAtlasesRequest { JobId = from.JobId, OtherJobId = to.JobId });

    private async Task<CompareAtlasesResponse> CompareAsync(CompareAtlasesRequest request) => await host.Explore.CompareAtlasesAsync(request, cancellationToken: Calls.Token);
}
