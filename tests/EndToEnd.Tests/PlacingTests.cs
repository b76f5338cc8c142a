using AttentionViz.V1;
using Grpc.Core;

namespace AttentionViz.EndToEnd.Tests;

/// <summary>New sequences through the model into the maps of finished jobs, over gRPC through every service.</summary>
public sealed class PlacingTests(PlacingPlatform platform) : IClassFixture<PlacingPlatform>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("mini-bert", AlignmentMode.TranslateScale, DistanceMetric.Euclidean)]
    [InlineData("mini-gpt", AlignmentMode.Balanced, DistanceMetric.Euclidean)]
    [InlineData("mini-bert", AlignmentMode.Translate, DistanceMetric.Cosine)]
    public async Task ProjectSequences_DrawnSequencesOfTheCorpus_LieWhereTheirOwnPointsDo(string model, AlignmentMode alignment, DistanceMetric metric)
    {
        var job = await platform.TextJobAsync(model, alignment, metric, Stop);
        var atlas = await platform.AtlasAsync(job.JobId, Stop);
        var drawn = await platform.TokensAsync(job.JobId, Stop);
        var known = drawn.Sequences.Take(3).ToList();

        var placed = await platform.PlaceAsync(
            new ProjectSequencesRequest { JobId = job.JobId, Sequences = { known.Select(s => PlacingCalls.Text(s.Text)) }, WithAttention = true }, Stop);

        Assert.Equal(known.Sum(s => s.Tokens), placed.Tokens.TotalRows);
        Assert.Equal([0L, 1, 2], placed.Tokens.Sequences.Select(s => s.Index));
        AssertSameTokens(drawn, known, placed.Tokens);
        Assert.Equal(atlas.Heads.Select(h => (h.Layer, h.Head)), placed.Heads.Select(h => (h.Layer, h.Head)));
        foreach (var (summary, head) in atlas.Heads.Zip(placed.Heads))
        {
            Assert.Equal((placed.Tokens.TotalRows, placed.Tokens.TotalRows), (head.Queries, head.Keys));
            Assert.Equal(job.Spec.Maps, head.Maps.Select(m => m.Map));
            foreach (var map in head.Maps)
            {
                var own = await platform.PointsAsync(job.JobId, summary, map.Map, Stop);
                var there = PlacingCalls.Rows(map.Points.Floats(), map.Map.Dimensions);
                int[] rows = [.. known.SelectMany(s => Enumerable.Range((int)s.FirstRow, s.Tokens))];
                var points = rows.Concat(rows.Select(r => r + (int)atlas.Tokens)).Select(r => own[r]);
                var distances = there.Zip(points, PlacingCalls.Distance).Order().ToArray();
                // Components are found again, exactly; t-SNE and UMAP settle near where the whole map had the point.
                if (map.Map.Method == MapMethod.Pca) Assert.InRange(distances[^1], 0, 1e-3 * PlacingCalls.Extent(own));
                else Assert.InRange(distances[distances.Length / 2], 0, 0.05 * PlacingCalls.Extent(own));
            }
        }

        foreach (var (sequence, at) in known.Select((s, i) => (s, i)))
        {
            var expected = await platform.Atlases.GetAttentionAsync(new GetAttentionRequest { JobId = job.JobId, SequenceIndex = sequence.Index }, cancellationToken: Stop);
            Assert.All(expected.Heads.Zip(placed.Heads), pair => AssertSameAttention(pair.First, pair.Second.Attention[at], placed.Tokens.Sequences[at].FirstRow));
        }
    }

    [Fact]
    public async Task ProjectSequences_ByValueNorm_WeighsAsGetAttentionDoes()
    {
        var job = await platform.TextJobAsync("mini-gpt", AlignmentMode.TranslateScale, DistanceMetric.Euclidean, Stop);
        var sequence = (await platform.TokensAsync(job.JobId, Stop)).Sequences[1];
        HeadRef[] heads = [new() { Layer = 1, Head = 2 }, new() { Layer = 0, Head = 1 }];

        var placed = await platform.PlaceAsync(
            new ProjectSequencesRequest
            {
                JobId = job.JobId,
                Sequences = { PlacingCalls.Text(sequence.Text) },
                Heads = { heads },
                Maps = { job.Spec.Maps[^1] },
                WithAttention = true,
                Weighting = AttentionWeighting.ValueNorm,
            },
            Stop);

        var expected = await platform.Atlases.GetAttentionAsync(
            new GetAttentionRequest { JobId = job.JobId, SequenceIndex = sequence.Index, Heads = { heads }, Weighting = AttentionWeighting.ValueNorm }, cancellationToken: Stop);
        Assert.Equal([(0, 1), (1, 2)], placed.Heads.Select(h => (h.Layer, h.Head)));
        Assert.All(placed.Heads, h => Assert.Equal(job.Spec.Maps[^1], Assert.Single(h.Maps).Map));
        Assert.All(expected.Heads, h => AssertSameAttention(h, Assert.Single(placed.Head(h.Layer, h.Head).Attention), 0));
    }

    [Theory]
    [InlineData("mini-bert")]
    [InlineData("mini-gpt")]
    public async Task ProjectSequences_ANewSentence_LiesAmongItsAlignedNeighbours(string model)
    {
        var job = await platform.TextJobAsync(model, AlignmentMode.TranslateScale, DistanceMetric.Euclidean, Stop);
        var atlas = await platform.AtlasAsync(job.JobId, Stop);
        string[] sentences = ["a quiet fox carried the lantern across the frozen river", "why did nobody open the door before noon?"];

        var placed = await platform.PlaceAsync(
            new ProjectSequencesRequest { JobId = job.JobId, Sequences = { sentences.Select(PlacingCalls.Text) } }, Stop);

        Assert.Equal(sentences, placed.Tokens.Sequences.Select(s => s.Text));
        var fresh = await AlignedSpace.FreshJobAsync(platform, job, sentences, Stop);
        var ranks = new Dictionary<MapMethod, (List<double> New, List<double> Own)> { [MapMethod.Tsne] = ([], []), [MapMethod.Umap] = ([], []) };
        foreach (var summary in atlas.Heads)
        {
            var space = await AlignedSpace.OfAsync(platform, job, fresh, summary, Stop);
            foreach (var map in placed.Head(summary.Layer, summary.Head).Maps.Where(m => m.Map.Method != MapMethod.Pca))
            {
                var own = await platform.PointsAsync(job.JobId, summary, map.Map, Stop);
                ranks[map.Map.Method].New.AddRange(space.MeanRanks(own, PlacingCalls.Rows(map.Points.Floats(), map.Map.Dimensions)));
                ranks[map.Map.Method].Own.AddRange(space.OwnMeanRanks(own));
            }
        }

        // At random the nearest of a point would have a mean rank of one half; the map's own points, which it was made for, do best.
        Assert.All(ranks.Values, r => Assert.InRange(r.New.Average(), 0, Math.Min(0.25, 3 * r.Own.Average())));
    }

    [Fact]
    public async Task ProjectSequences_Twice_GivesTheSameBytes()
    {
        var job = await platform.TextJobAsync("mini-bert", AlignmentMode.TranslateScale, DistanceMetric.Euclidean, Stop);
        var request = new ProjectSequencesRequest { JobId = job.JobId, Sequences = { PlacingCalls.Text("the same words"), PlacingCalls.Text("again and again") }, WithAttention = true };

        var (first, second) = (await platform.PlaceAsync(request, Stop), await platform.PlaceAsync(request, Stop));

        Assert.Equal(first.Tokens, second.Tokens);
        Assert.Equal(first.Heads, second.Heads);
    }

    [Fact]
    public async Task ProjectSequences_ManyCallsAtOnce_EachGetsItsOwnAndNothingIsLeft()
    {
        var job = await platform.TextJobAsync("mini-bert", AlignmentMode.TranslateScale, DistanceMetric.Euclidean, Stop);
        string[] words = ["river", "stone", "winter", "lamp", "orchard", "sparrow"];
        ProjectSequencesRequest Ask(string word) => new() { JobId = job.JobId, Sequences = { PlacingCalls.Text($"the {word} is here") } };
        var alone = new List<Placed>();
        foreach (var word in words) alone.Add(await platform.PlaceAsync(Ask(word), Stop));

        var together = await Task.WhenAll(words.Select(w => platform.PlaceAsync(Ask(w), Stop)));

        Assert.All(together.Zip(alone), pair => Assert.Equal((pair.Second.Tokens, 0), (pair.First.Tokens, pair.First.Heads.Except(pair.Second.Heads).Count())));
        Assert.Empty(await platform.PlacingKeysAsync());
    }

    [Fact]
    public async Task ProjectSequences_MapsThatAttentionGuided_PlacesByNeighbours()
    {
        var job = await platform.JobAsync(
            "guided", new JobSpec { ModelId = "mini-bert", TokenBudget = 200, Seed = 3, Heads = { new HeadRef { Layer = 2, Head = 1 } }, Maps = { new MapSpec { Method = MapMethod.Tsne, Dimensions = 2, AttentionWeight = 0.4 } } }, Stop);
        var summary = (await platform.AtlasAsync(job.JobId, Stop)).Heads[0];
        var own = await platform.PointsAsync(job.JobId, summary, job.Spec.Maps[0], Stop);

        var placed = await platform.PlaceAsync(new ProjectSequencesRequest { JobId = job.JobId, Sequences = { PlacingCalls.Text("a small bird sang") } }, Stop);

        var map = Assert.Single(Assert.Single(placed.Heads).Maps);
        Assert.Equal(0.4, map.Map.AttentionWeight);
        var centre = Enumerable.Range(0, 2).Select(d => own.Average(p => p[d])).ToArray();
        Assert.All(PlacingCalls.Rows(map.Points.Floats(), 2), p => Assert.InRange(PlacingCalls.Distance(p, centre), 0, PlacingCalls.Extent(own)));
    }

    [Fact]
    public async Task ProjectSequences_Cancelled_LeavesNothing()
    {
        var job = await platform.TextJobAsync("mini-bert", AlignmentMode.TranslateScale, DistanceMetric.Euclidean, Stop);
        var longText = string.Join(' ', Enumerable.Repeat("one more word of a very long story", 100));
        using var give = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        using var call = platform.Explore.ProjectSequences(
            new ProjectSequencesRequest { JobId = job.JobId, Sequences = { Enumerable.Repeat(PlacingCalls.Text(longText), 16) } }, cancellationToken: give.Token);
        Assert.True(await call.ResponseStream.MoveNext(Stop));
        Assert.NotNull(call.ResponseStream.Current.Tokens);

        await give.CancelAsync();

        var ended = await Assert.ThrowsAsync<RpcException>(async () => { while (await call.ResponseStream.MoveNext(Stop)) { } });
        Assert.Equal(StatusCode.Cancelled, ended.StatusCode);
        await Testing.Eventually.HoldsAsync(async () => (await platform.PlacingKeysAsync()).Count == 0, "no key of the call is left", Stop);
    }

    private static void AssertSameTokens(StreamTokensResponse drawn, IReadOnlyList<SequenceInfo> known, StreamTokensResponse placed)
    {
        int[] rows = [.. known.SelectMany(s => Enumerable.Range((int)s.FirstRow, s.Tokens))];
        Assert.Equal(rows.Select(r => drawn.TokenIds[r]), placed.TokenIds);
        Assert.Equal(rows.Select(r => drawn.Texts[r]), placed.Texts);
        Assert.Equal(rows.Select(r => (drawn.Positions[r], drawn.Starts[r], drawn.Ends[r], drawn.Special[r])), rows.Select((_, i) => (placed.Positions[i], placed.Starts[i], placed.Ends[i], placed.Special[i])));
        Assert.Equal(known.Select(s => (s.Text, s.Tokens, s.Truncated)), placed.Sequences.Select(s => (s.Text, s.Tokens, s.Truncated)));
    }

    private static void AssertSameAttention(HeadAttention expected, HeadAttention given, long firstRow)
    {
        Assert.Equal((firstRow, firstRow), (given.QueryRow, given.KeyRow));
        Assert.Equal(expected.Weights.Shape, given.Weights.Shape);
        Assert.All(expected.Weights.Floats().Zip(given.Weights.Floats()), w => Assert.Equal(w.First, w.Second, 2e-3));
    }
}
