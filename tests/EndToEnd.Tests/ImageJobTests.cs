using AttentionViz.Pipeline.Corpora;
using AttentionViz.Pipeline.Corpora.Images;
using AttentionViz.Testing.Images;
using AttentionViz.V1;
using Google.Protobuf;
using Grpc.Core;

namespace AttentionViz.EndToEnd.Tests;

/// <summary>A zip of images in, an atlas out, over gRPC through every service.</summary>
public sealed class ImageJobTests(Platform platform) : IClassFixture<Platform>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SubmitJob_SampleImages_GivesAnAtlasWithPictures()
    {
        var corpus = await UploadAsync(await File.ReadAllBytesAsync(Path.Combine(Repository.Root, "samples", "shapes.zip"), Stop));
        Assert.Equal(60, corpus.Sequences);
        Assert.Equal(["colour", "objects", "place", "shape", "texture"], corpus.MetadataFields);
        var spec = Spec("mini-vit", 200);
        spec.CorpusId = corpus.CorpusId;

        var job = await platform.EndAsync((await platform.SubmitAsync(spec, null, Stop)).JobId, Stop);

        Assert.True(job.State == JobState.Succeeded, job.Failure?.Message);
        Assert.Equal((60L, 3900L, 3L, 195L), (job.CorpusSequences, job.CorpusTokens, job.SampledSequences, job.SampledTokens));
        var atlas = await platform.AtlasAsync(job.JobId, Stop);
        Assert.Equal(ModelInput.Image, atlas.Model.Input);
        Assert.All(atlas.Model.Layers, l => Assert.InRange(l.VerifiedError, 0, 1e-3));
        Assert.All(atlas.Heads, h => Assert.True(h.Ready));
        Assert.All(atlas.Heads, h => Assert.All([h.Profile.RowScore, h.Profile.ColumnScore, h.Profile.LocalScore], score => Assert.InRange(score, 1e-6, 1)));
        var tokens = await TokensAsync(job.JobId);
        Assert.Equal(3, tokens.Sequences.Count);
        Assert.Equal(["[CLS]", "r0 c0", "r0 c1"], tokens.Texts.Take(3));
        Assert.Equal((true, false, "r7 c7"), (tokens.Special[0], tokens.Special[1], tokens.Texts[64]));
        foreach (var sequence in tokens.Sequences)
        {
            Assert.Equal(new ImageGrid { Width = 64, Height = 64, Rows = 8, Columns = 8, Leading = 1 }, sequence.Image);
            Assert.Matches("^p[0-9]{2}[.](png|jpg|webp)$", sequence.Id);
            Assert.NotEmpty(sequence.Metadata["shape"].Text);
            await AssertPictureAsync(job.JobId, sequence);
        }

        var points = await platform.MapAsync(job.JobId, atlas.Heads[0], atlas.Heads[0].Maps[0], Stop);
        Assert.Equal(2 * 195 * 2 * sizeof(float), points.Length);
        var attention = await platform.Atlases.GetAttentionAsync(
            new GetAttentionRequest { JobId = job.JobId, SequenceIndex = tokens.Sequences[0].Index }, cancellationToken: Stop);
        Assert.All(attention.Heads, h => Assert.Equal([65L, 65L], h.Weights.Shape));
    }

    [Theory]
    [InlineData("mini-vit", "a b c", CorpusFormat.Text, "which reads images")]
    [InlineData("mini-bert", "", CorpusFormat.ImageZip, "which reads no images")]
    public async Task SubmitJob_CorpusOfTheOtherKind_IsRefusedAtOnce(string model, string text, CorpusFormat format, string says)
    {
        var inline = PlatformCalls.Inline(text, format);
        if (format == CorpusFormat.ImageZip) inline.Content = ByteString.CopyFrom(TestImages.Zip(("a.png", TestImages.Png)));

        var refused = await Assert.ThrowsAsync<RpcException>(() => platform.SubmitAsync(Spec(model, 100), inline, Stop));

        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
        Assert.Contains(says, refused.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SubmitJob_ImageThatCannotBeDecoded_FailsNamingIt()
    {
        var inline = PlatformCalls.Inline("", CorpusFormat.ImageZip);
        inline.Content = ByteString.CopyFrom(TestImages.Zip(("good.png", TestImages.Png), ("hollow.png", TestImages.Hollow(8, 8))));

        var job = await platform.EndAsync((await platform.SubmitAsync(Spec("mini-vit", 100), inline, Stop)).JobId, Stop);

        Assert.Equal((JobState.Failed, "IMAGE_UNFIT", "shard 0"), (job.State, job.Failure.Reason, job.Failure.Unit));
        Assert.Contains("'hollow.png' cannot be decoded", job.Failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SubmitJob_ModelWithoutPreprocessorFile_SaysHowImagesArePrepared()
    {
        Assert.SkipWhen(Repository.SharedModels is null, "no shared models beside the repository");
        var inline = PlatformCalls.Inline("", CorpusFormat.ImageZip);
        inline.Content = ByteString.CopyFrom(TestImages.Zip(("a.png", TestImages.Png), ("b.jpg", TestImages.TurnedJpeg)));

        var job = await platform.EndAsync((await platform.SubmitAsync(Spec("vit-cifar", 100), inline, Stop)).JobId, Stop);

        Assert.True(job.State == JobState.Succeeded, job.Failure?.Message);
        var atlas = await platform.AtlasAsync(job.JobId, Stop);
        Assert.Contains(atlas.Model.Notes, n => n.Contains("no preprocessor_config.json: images are resized to 32 x 32", StringComparison.Ordinal));
    }

    private static JobSpec Spec(string model, int budget) => new()
    {
        ModelId = model,
        TokenBudget = budget,
        Seed = 7,
        Maps = { new MapSpec { Method = MapMethod.Pca, Dimensions = 2 } },
    };

    /// <summary>The picture is the image itself: mini-vit takes 64 x 64, as the sample images are.</summary>
    private async Task AssertPictureAsync(string jobId, SequenceInfo sequence)
    {
        var picture = await platform.Atlases.GetImageAsync(new GetImageRequest { JobId = jobId, SequenceIndex = sequence.Index }, cancellationToken: Stop);
        Assert.Equal((64, 64), (picture.Width, picture.Height));
        Assert.Equal(sequence.Image, picture.Grid);
        Assert.Equal(new ImageHeader(ImageKind.Png, 64, 64), ImageHeader.Read(picture.Png.Span));
        await using var file = File.OpenRead(Path.Combine(Repository.Root, "samples", "shapes.zip"));
        using var archive = ImageArchive.Open(file, new CorpusLimits());
        var original = archive.Read().First(i => i.Record.Id == sequence.Id).Content;
        Assert.Equal(Extractor.Images.ImageDecoder.Decode(original).Pixels, Extractor.Images.ImageDecoder.Decode(picture.Png.ToByteArray()).Pixels);
    }

    private async Task<StreamTokensResponse> TokensAsync(string jobId)
    {
        using var call = platform.Atlases.StreamTokens(new StreamTokensRequest { JobId = jobId }, cancellationToken: Stop);
        return Assert.Single(await call.ResponseStream.ReadAllAsync(Stop).ToListAsync(Stop));
    }

    private async Task<Corpus> UploadAsync(byte[] zip)
    {
        using var call = platform.Corpora.UploadCorpus(cancellationToken: Stop);
        await call.RequestStream.WriteAsync(new UploadCorpusRequest { Header = new CorpusHeader { Name = "shapes", Format = CorpusFormat.ImageZip } }, Stop);
        foreach (var slice in zip.Chunk(10_001))
            await call.RequestStream.WriteAsync(new UploadCorpusRequest { Chunk = ByteString.CopyFrom(slice) }, Stop);
        await call.RequestStream.CompleteAsync();
        return (await call).Corpus;
    }
}
