using AttentionViz.Extractor.Tests.Zoo;
using AttentionViz.V1;

namespace AttentionViz.EndToEnd.Tests;

/// <summary>New pairs into the maps of an encoder-decoder, against its forward pass in double precision.</summary>
public sealed class EncoderDecoderPlacingTests(EncoderDecoderPlatform platform) : IClassFixture<EncoderDecoderPlatform>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("whole")]
    [InlineData("parts")]
    public async Task ProjectSequences_NewPairs_GiveEachHeadThePointsAndAttentionOfItsSides(string model)
    {
        var spec = new JobSpec { ModelId = model, Seed = 3, Maps = { new MapSpec { Method = MapMethod.Pca, Dimensions = 2 }, new MapSpec { Method = MapMethod.Umap, Dimensions = 3 } } };
        const string Corpus = """
            {"text": "w2 w3 w4 w5 w6 w7 w8", "target": "w9 w10 w11"}
            {"text": "w3 w3 w9 w2", "target": "w5 w4 w3 w2 w6 w7"}
            """;
        var job = await platform.EndAsync((await platform.SubmitAsync(spec, PlatformCalls.Inline(Corpus, CorpusFormat.Jsonl), Stop)).JobId, Stop);
        Assert.True(job.State == JobState.Succeeded, job.Failure?.Message);
        // The second is one of the corpus; the first is its own target.
        (int[] Source, int[] Target)[] ids = [([12, 11], [1, 12]), ([3, 3, 9, 2], [1, 5, 4, 3, 2, 6])];
        var request = new ProjectSequencesRequest
        {
            JobId = job.JobId,
            Sequences = { new NewSequence { Text = "w12 w11" }, new NewSequence { Text = "w3 w3 w9 w2", Target = "w5 w4 w3 w2 w6 w7" } },
            WithAttention = true,
        };

        var placed = await platform.PlaceAsync(request, Stop);

        Assert.Equal(ids.SelectMany(i => i.Source.Concat(i.Target)), placed.Tokens.TokenIds);
        Assert.Equal([(0L, 4, 2), (4L, 10, 4)], placed.Tokens.Sequences.Select(s => (s.FirstRow, s.Tokens, s.SourceTokens)));
        Assert.Equal(["w12 w11", "w5 w4 w3 w2 w6 w7"], placed.Tokens.Sequences.Select(s => s.TargetText));
        Assert.Equal(10, placed.Heads.Count);
        var atlas = await platform.AtlasAsync(job.JobId, Stop);
        foreach (var (summary, head) in atlas.Heads.Zip(placed.Heads))
        {
            long Rows(TokenSide side) => side == TokenSide.Source ? 6 : 8;
            Assert.Equal((Rows(summary.QuerySide), Rows(summary.KeySide)), (head.Queries, head.Keys));
            await AssertLiesAtItsOwnAsync(job.JobId, summary, head, ids[1]);
            for (var s = 0; s < 2; s++) AssertAttention(EncoderDecoderReference.Run(ids[s].Source, ids[s].Target)[head.Layer], head, s, ids[s].Source.Length);
        }
    }

    /// <summary>Its queries and keys are the last ones, both among the new tokens and among those of the job.</summary>
    private async Task AssertLiesAtItsOwnAsync(string jobId, HeadSummary summary, ProjectedHead head, (int[] Source, int[] Target) known)
    {
        var map = head.Maps.Single(m => m.Map.Method == MapMethod.Pca);
        var own = await platform.PointsAsync(jobId, summary, map.Map, Stop);
        var points = PlacingCalls.Rows(map.Points.Floats(), 2);
        var queries = (summary.QuerySide == TokenSide.Source ? known.Source : known.Target).Length;
        var keys = (summary.KeySide == TokenSide.Source ? known.Source : known.Target).Length;
        foreach (var (there, here) in points[((int)head.Queries - queries)..(int)head.Queries].Zip(own[((int)summary.Queries - queries)..(int)summary.Queries])
            .Concat(points[^keys..].Zip(own[^keys..])))
        {
            Assert.InRange(PlacingCalls.Distance(there, here), 0, 1e-3 * PlacingCalls.Extent(own));
        }
    }

    private static void AssertAttention(ReferenceLayer reference, ProjectedHead head, int sequence, int source)
    {
        var (given, first) = (head.Attention[sequence], sequence == 0 ? 0 : 4);
        Assert.Equal([reference.Queries.Length, reference.Keys.Length], given.Weights.Shape);
        Assert.Equal(head.Layer == 0 ? first : first + source, given.QueryRow);
        Assert.Equal(head.Layer is 1 or 3 ? first + source : first, given.KeyRow);
        var weights = PlacingCalls.Rows(given.Weights.Floats(), reference.Keys.Length);
        for (var i = 0; i < weights.Length; i++)
            foreach (var (expected, weight) in reference.Weights(head.Head, i).Zip(weights[i])) Assert.Equal(expected, weight, 3e-3);
    }
}
