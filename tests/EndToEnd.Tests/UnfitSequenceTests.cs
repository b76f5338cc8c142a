using AttentionViz.Testing.Images;
using AttentionViz.V1;
using Google.Protobuf;
using Grpc.Core;

namespace AttentionViz.EndToEnd.Tests;

/// <summary>Jobs over corpora with sequences that the model cannot take, or not whole.</summary>
public sealed class UnfitSequenceTests(Platform platform) : IClassFixture<Platform>
{
    private const string TooManyIds = "[5, 6, 7, 8, 9, 10, 11, 12, 13, 14]";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static readonly (string Name, byte[] Content)[] Images =
    [
        ("a.png", TestImages.Png), ("broken.jpg", Broken(TestImages.TurnedJpeg)), ("c.webp", TestImages.LosslessWebP),
        ("cut.jpg", TestImages.TurnedJpeg[..^40]), ("cut.png", TestImages.Png[..60]), ("good.jpg", TestImages.TurnedJpeg), ("hollow.png", TestImages.Hollow(8, 8)),
    ];

    [Fact]
    public async Task SubmitJob_DamagedImagesSkipped_GivesTheAtlasOfTheOthers()
    {
        var job = await RunAsync(Spec("mini-vit", s => s.UnfitSequences = UnfitSequences.Skip), Zip(Images));
        var clean = await RunAsync(Spec("mini-vit"), Zip([.. Images.Where(i => i.Name is "a.png" or "c.webp" or "good.jpg")]));

        Assert.True(job.State == JobState.Succeeded, job.Failure?.Message);
        Assert.Equal((3L, 195L, 3L, 195L, 4L), (job.CorpusSequences, job.CorpusTokens, job.SampledSequences, job.SampledTokens, job.SkippedSequences));
        Assert.Equal([(1L, "broken.jpg"), (3L, "cut.jpg"), (4L, "cut.png"), (6L, "hollow.png")], job.FirstSkipped.Select(s => (s.Index, s.Id)));
        Assert.Equal(
            ["cannot be decoded", "is cut off before its end", "is cut off before its end", "cannot be decoded"],
            job.FirstSkipped.Select(s => s.Reason.Split(" (")[0].Split(';')[0]));
        await AssertSameAtlasAsync(job, clean);
    }

    [Theory]
    [InlineData("broken.jpg", "image 'broken.jpg' cannot be decoded")]
    [InlineData("cut.jpg", "image 'cut.jpg' is cut off before its end")]
    [InlineData("cut.png", "image 'cut.png' is cut off before its end")]
    public async Task SubmitJob_DamagedImage_FailsNamingItAndTheOption(string name, string says)
    {
        var job = await RunAsync(Spec("mini-vit"), Zip([Images[0], Images.Single(i => i.Name == name)]));

        AssertFailed(job, "IMAGE_UNFIT", "shard 0", says, "set unfit_sequences to SKIP");
    }

    [Fact]
    public async Task SubmitJob_OnlyDamagedImages_FailsAndStillTellsThem()
    {
        var job = await RunAsync(Spec("mini-vit", s => s.UnfitSequences = UnfitSequences.Skip), Zip([Images[1], Images[4]]));

        AssertFailed(job, "ALL_SEQUENCES_SKIPPED", "plan", "every sequence was skipped (2 in all)", "sequence 0 ('broken.jpg'), cannot be decoded");
        Assert.Equal((2L, 2), (job.SkippedSequences, job.FirstSkipped.Count));
    }

    [Theory]
    [InlineData(UnfitSequences.Fail)]
    [InlineData(UnfitSequences.Skip)]
    public async Task SubmitJob_PictureOfTooManyPixels_IsRefusedAtUploadWhateverTheOption(UnfitSequences option)
    {
        var refused = await Assert.ThrowsAsync<RpcException>(() => platform.SubmitAsync(
            Spec("mini-vit", s => s.UnfitSequences = option), Zip([Images[0], ("bomb.png", TestImages.Hollow(20_000, 20_000))]), Stop));

        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
        Assert.Contains("'bomb.png' is 20000 x 20000 pixels", refused.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SubmitJob_IdsOutsideTheVocabularySkipped_GivesTheAtlasOfTheOthers()
    {
        const string Fit = """{"ids": [2, 7, 9, 3], "id": "fine"}""", Unfit = """{"ids": [2, 5000000], "id": "wild"}""", Text = """{"text": "the red bird sang"}""";

        var job = await RunAsync(Spec("mini-bert", s => s.UnfitSequences = UnfitSequences.Skip), Lines(Unfit, Fit, Unfit, Text, Unfit));
        var clean = await RunAsync(Spec("mini-bert"), Lines(Fit, Text));

        Assert.True(job.State == JobState.Succeeded, job.Failure?.Message);
        Assert.Equal((2L, 3L), (job.CorpusSequences, job.SkippedSequences));
        Assert.Equal(clean.CorpusTokens, job.CorpusTokens);
        Assert.Equal([0L, 2L, 4L], job.FirstSkipped.Select(s => s.Index));
        Assert.All(job.FirstSkipped, s => Assert.StartsWith("has token id 5000000 at position 1, but model 'mini-bert' knows ids 0 to ", s.Reason, StringComparison.Ordinal));
        await AssertSameAtlasAsync(job, clean);
    }

    [Fact]
    public async Task SubmitJob_ManySkippedOverSeveralShards_CountsThemAndNamesTheFirstTen()
    {
        // Shards have 64 sequences: the first has none that is taken.
        var lines = Enumerable.Range(0, 200).Select(i => i < 64 || i % 5 == 0 ? """{"ids": [5000000]}""" : """{"ids": [2, 7, 9, 3]}""").ToArray();

        var job = await RunAsync(Spec("mini-bert", s => s.UnfitSequences = UnfitSequences.Skip), Lines(lines));

        Assert.True(job.State == JobState.Succeeded, job.Failure?.Message);
        var skipped = lines.Index().Where(l => l.Item.Contains("5000000", StringComparison.Ordinal)).Select(l => (long)l.Index).ToList();
        Assert.Equal((200L - skipped.Count, skipped.Count), (job.CorpusSequences, job.SkippedSequences));
        Assert.Equal(skipped.Take(10), job.FirstSkipped.Select(s => s.Index));
        var atlas = await platform.AtlasAsync(job.JobId, Stop);
        Assert.Equal(4 * (200 - skipped.Count), atlas.Heads[0].Statistics.Tokens);
    }

    [Fact]
    public async Task SubmitJob_LongSequences_AreCutSkippedOrRefused()
    {
        var lines = Lines("""{"ids": [2, 7, 9, 3]}""", $$"""{"ids": {{TooManyIds}}, "id": "long"}""", """{"text": "one two three four five six seven eight nine"}""");
        Action<JobSpec> With(LongSequences option) => s => (s.MaxSequenceTokens, s.LongSequences) = (6, option);

        var cut = await RunAsync(Spec("mini-bert", With(LongSequences.Unspecified)), lines);
        var skipped = await RunAsync(Spec("mini-bert", With(LongSequences.Skip)), lines);
        var refused = await RunAsync(Spec("mini-bert", With(LongSequences.Fail)), lines);

        Assert.Equal((JobState.Succeeded, 3L, 16L, 2L, 0L), (cut.State, cut.CorpusSequences, cut.CorpusTokens, cut.TruncatedSequences, cut.SkippedSequences));
        Assert.Equal((UnfitSequences.Fail, LongSequences.Cut), (cut.Spec.UnfitSequences, cut.Spec.LongSequences));
        Assert.Equal((JobState.Succeeded, 1L, 4L, 0L, 2L), (skipped.State, skipped.CorpusSequences, skipped.CorpusTokens, skipped.TruncatedSequences, skipped.SkippedSequences));
        Assert.Equal([(1L, "long"), (2L, "")], skipped.FirstSkipped.Select(s => (s.Index, s.Id)));
        Assert.All(skipped.FirstSkipped, s => Assert.Equal("has more than the 6 tokens that are taken", s.Reason));
        AssertFailed(refused, "SEQUENCE_TOO_LONG", "plan", "sequence 1 ('long') has more than the 6 tokens", "set long_sequences to SKIP or CUT");
    }

    private async Task<Job> RunAsync(JobSpec spec, InlineCorpus corpus) =>
        await platform.EndAsync((await platform.SubmitAsync(spec, corpus, Stop)).JobId, Stop);

    private static void AssertFailed(Job job, string reason, string unit, params string[] says)
    {
        Assert.Equal((JobState.Failed, reason, unit, 3), (job.State, job.Failure.Reason, job.Failure.Unit, job.Failure.Code));
        foreach (var words in says) Assert.Contains(words, job.Failure.Message, StringComparison.Ordinal);
    }

    /// <summary>Statistics, vectors and maps are those of a corpus that never held what was skipped.</summary>
    private async Task AssertSameAtlasAsync(Job job, Job clean)
    {
        var (actual, expected) = (await platform.AtlasAsync(job.JobId, Stop), await platform.AtlasAsync(clean.JobId, Stop));
        Assert.Equal((expected.Sequences, expected.Tokens), (actual.Sequences, actual.Tokens));
        foreach (var (left, right) in expected.Heads.Zip(actual.Heads))
        {
            Assert.Equal(left.Statistics, right.Statistics);
            Assert.Equal(left.Profile, right.Profile);
            Assert.Equal(
                await platform.VectorsAsync(clean.JobId, left, VectorKind.Query, Stop), await platform.VectorsAsync(job.JobId, right, VectorKind.Query, Stop));
            foreach (var map in left.Maps)
                Assert.Equal(await platform.MapAsync(clean.JobId, left, map, Stop), await platform.MapAsync(job.JobId, right, map, Stop));
        }
    }

    private static JobSpec Spec(string model, Action<JobSpec>? change = null)
    {
        var spec = new JobSpec { ModelId = model, TokenBudget = 10_000, Seed = 3, Maps = { new MapSpec { Method = MapMethod.Pca, Dimensions = 2 } } };
        change?.Invoke(spec);
        return spec;
    }

    private static InlineCorpus Lines(params string[] lines) => PlatformCalls.Inline(string.Join('\n', lines), CorpusFormat.Jsonl);

    private static InlineCorpus Zip((string Name, byte[] Content)[] images)
    {
        var inline = PlatformCalls.Inline("", CorpusFormat.ImageZip);
        inline.Content = ByteString.CopyFrom(TestImages.Zip(images));
        return inline;
    }

    /// <summary>Header and end as they were, with nothing left of the tables that pixels are decoded by.</summary>
    private static byte[] Broken(byte[] jpeg)
    {
        var broken = (byte[])jpeg.Clone();
        var table = broken.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC4]);
        broken.AsSpan(table + 4, BinaryLength(broken, table) - 2).Fill(0xEE);
        return broken;
    }

    private static int BinaryLength(byte[] file, int marker) => (file[marker + 2] << 8) | file[marker + 3];
}
