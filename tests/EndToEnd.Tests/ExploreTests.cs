using System.Runtime.InteropServices;
using AttentionViz.V1;
using Grpc.Core;

namespace AttentionViz.EndToEnd.Tests;

/// <summary>Questions to the atlas of a real model, whose heads are known (models/README.md).</summary>
public sealed class ExploreTests(Platform platform) : IClassFixture<Platform>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Questions_MiniBert_FindItsKnownHeads()
    {
        var corpus = await platform.UploadSampleAsync(Stop);
        var job = await RunAsync(corpus, AlignmentMode.TranslateScale);
        var tokens = await TokensAsync(job);
        var sequence = tokens.SelectMany(c => c.Sequences).First(s => s.Tokens >= 8);

        // Previous token: 0.0; next token: 0.3.
        foreach (var (step, head) in new[] { (-1, 0), (1, 3) })
        {
            var example = new AttentionExample { SequenceIndex = sequence.Index };
            for (var i = 2; i < sequence.Tokens - 2; i++) example.Pairs.Add(new TokenPair { QueryPosition = i, KeyPosition = i + step });
            var byExample = await platform.Explore.FindHeadsAsync(new FindHeadsRequest { JobId = job, Example = example }, cancellationToken: Stop);
            Assert.Equal((16, 0, head, 1), (byExample.Compared, byExample.Heads[0].Layer, byExample.Heads[0].Head, byExample.Heads[0].KeyRank));
            Assert.InRange(byExample.Heads[0].Value, 0.8, 1);
            Assert.InRange(byExample.Heads[1].Value, 0, 0.6);
            var byProfile = await platform.Explore.FindHeadsAsync(
                new FindHeadsRequest { JobId = job, Profile = new ProfileScore { Score = step < 0 ? "previous_score" : "next_score" } }, cancellationToken: Stop);
            Assert.Equal((0, head), (byProfile.Heads[0].Layer, byProfile.Heads[0].Head));
        }

        // 1.0, 1.3, 2.0 and 2.1 attend to the query's own token.
        var like = await platform.Explore.FindHeadsAsync(new FindHeadsRequest { JobId = job, Like = new LikeHead { Layer = 1, Head = 0 } }, cancellationToken: Stop);
        Assert.Equal([(1, 0), (1, 3), (2, 0), (2, 1)], like.Heads.Take(4).Select(h => (h.Layer, h.Head)).Order());
        Assert.Equal((1, 0, 1.0), (like.Heads[0].Layer, like.Heads[0].Head, like.Heads[0].Value));
    }

    [Fact]
    public async Task SearchTokens_AndFindNeighbors_AgreeWithTheAtlas()
    {
        var job = await RunAsync(await platform.UploadSampleAsync(Stop), AlignmentMode.TranslateScale);
        var chunks = await TokensAsync(job);
        string[] texts = [.. chunks.SelectMany(c => c.Texts)];

        var found = await platform.Explore.SearchTokensAsync(new SearchTokensRequest { JobId = job, Text = "THE", IgnoreCase = true }, cancellationToken: Stop);
        var rows = MemoryMarshal.Cast<byte, int>(found.Rows.Data.Span).ToArray();
        Assert.Equal(Enumerable.Range(0, texts.Length).Where(r => texts[r] == "the"), rows);
        Assert.NotEmpty(rows);
        Assert.All(found.Heads, h => Assert.Equal((rows.Length, rows.Length), (h.Queries, h.Keys)));

        // A phrase is found at the tokens that the tokenizer made of it.
        var sequence = chunks.SelectMany(c => c.Sequences).First(s => s.Text.Split(' ').Length > 4);
        var phrase = string.Join(' ', sequence.Text.Split(' ')[1..4]);
        var covered = await platform.Explore.SearchTokensAsync(
            new SearchTokensRequest { JobId = job, Text = phrase, Match = TextMatch.Substring, Scope = SearchScope.Sequence, WithoutSpecial = true }, cancellationToken: Stop);
        var words = MemoryMarshal.Cast<byte, int>(covered.Rows.Data.Span).ToArray().Where(r => r >= sequence.FirstRow && r < sequence.FirstRow + sequence.Tokens).Select(r => texts[r]);
        Assert.Equal(phrase.ToLowerInvariant().Where(char.IsLetter), string.Concat(words).ToLowerInvariant().Where(char.IsLetter));

        var head = (await platform.AtlasAsync(job, Stop)).Heads.Single(h => (h.Layer, h.Head) == (2, 1));
        var (queries, keys) = (await platform.VectorsAsync(job, head, VectorKind.Query, Stop), await platform.VectorsAsync(job, head, VectorKind.Key, Stop));
        var near = await platform.Explore.FindNeighborsAsync(
            new FindNeighborsRequest { JobId = job, Layer = 2, Head = 1, QueryRow = rows[0], Count = 5, Method = MapMethod.Pca, Dimensions = 2 }, cancellationToken: Stop);
        double Logit(long key) => head.Scale * Enumerable.Range(0, head.Width).Sum(d => (double)queries[(rows[0] * head.Width) + d] * keys[(key * head.Width) + d]);
        Assert.Equal(Enumerable.Range(0, texts.Length).OrderByDescending(k => Logit(k)).Take(5).Select(k => (long)k), near.Neighbors.Select(n => n.Row));
        Assert.All(near.Neighbors, n => Assert.Equal(texts[n.Row], n.Text));
        Assert.All(near.Neighbors, n => Assert.Equal(Logit(n.Row), n.Logit, 1e-9));
    }

    [Fact]
    public async Task CompareAtlases_OtherAlignmentOfTheSame_ChangesNoHead()
    {
        var corpus = await platform.UploadSampleAsync(Stop);
        var (a, b) = (await RunAsync(corpus, AlignmentMode.None), await RunAsync(corpus, AlignmentMode.Balanced));

        var answer = await platform.Explore.CompareAtlasesAsync(new CompareAtlasesRequest { JobId = a, OtherJobId = b }, cancellationToken: Stop);

        Assert.Equal((16, 0), (answer.Heads.Count, answer.Unmatched.Count));
        Assert.InRange(answer.Sequences, 1, 64);
        Assert.All(answer.Heads, h => Assert.Equal((0.0, 0.0, 0.0), (h.AttentionChange, h.GeometryChange, h.ProfileChange)));
    }

    private async Task<string> RunAsync(Corpus corpus, AlignmentMode alignment)
    {
        var spec = new JobSpec
        {
            ModelId = "mini-bert",
            CorpusId = corpus.CorpusId,
            TokenBudget = 500,
            Seed = 3,
            Alignment = alignment,
            Maps = { new MapSpec { Method = MapMethod.Pca, Dimensions = 2 } },
        };
        var job = await platform.EndAsync((await platform.SubmitAsync(spec, null, Stop)).JobId, Stop);
        Assert.True(job.State == JobState.Succeeded, job.Failure?.Message);
        return job.JobId;
    }

    private async Task<List<StreamTokensResponse>> TokensAsync(string job)
    {
        using var call = platform.Atlases.StreamTokens(new StreamTokensRequest { JobId = job }, cancellationToken: Stop);
        return await call.ResponseStream.ReadAllAsync(Stop).ToListAsync(Stop);
    }
}
