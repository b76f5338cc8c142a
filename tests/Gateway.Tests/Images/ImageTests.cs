using AttentionViz.Gateway.Tests.Fixtures;
using AttentionViz.Pipeline.Atlases;
using AttentionViz.Pipeline.Corpora;
using AttentionViz.Pipeline.Corpora.Images;
using AttentionViz.Testing.Images;
using AttentionViz.V1;
using Google.Protobuf;
using Grpc.Core;

namespace AttentionViz.Gateway.Tests.Images;

public sealed class ImageTests(GatewayHost host)
{
    [Fact]
    public async Task UploadCorpus_ImageZip_StoresImagesApartFromShards()
    {
        var zip = TestImages.Zip(
            ("b.webp", TestImages.LossyWebP), ("a.png", TestImages.Png), ("metadata.jsonl", "{\"file\": \"a.png\", \"label\": \"primary\"}"u8.ToArray()));

        var corpus = await host.UploadAsync(zip, CorpusFormat.ImageZip, 7);

        Assert.Equal((CorpusFormat.ImageZip, 2L, (long)zip.Length), (corpus.Format, corpus.Sequences, corpus.Bytes));
        Assert.Equal(["label"], corpus.MetadataFields);
        var store = host.Get<CorpusStore>();
        var shard = await store.ReadShardAsync(corpus.CorpusId, 0);
        Assert.Equal(["a.png", "b.webp"], shard.Select(s => s.Id));
        Assert.Equal(new ImageEntry(ImageKind.Png, 3, 2, TestImages.Png.Length), shard[0].Image);
        Assert.Equal("primary", shard[0].Metadata["label"].ToString());
        Assert.Equal(TestImages.Png, await store.ReadImageAsync(corpus.CorpusId, 0));
        Assert.Equal(TestImages.LossyWebP, await store.ReadImageAsync(corpus.CorpusId, 1));

        await store.DeleteAsync(corpus.CorpusId);
        Assert.Empty(await host.KeysAsync($"*{corpus.CorpusId}*"));
    }

    public static TheoryData<byte[], string> BadZips => new()
    {
        { "not a zip"u8.ToArray(), "is not a zip" },
        { TestImages.Zip(("a.txt", [1])), "holds no JPEG, PNG or WebP image" },
        { TestImages.Zip(("../a.png", TestImages.Png)), "'../a.png' has a name that leads outside" },
        { TestImages.Zip(("a.png", TestImages.Png), ("b.png", TestImages.Png[..30])), "'b.png' is cut off" },
        { TestImages.Zip(("a.png", TestImages.Hollow(20_000, 20_000))), "'a.png' is 20000 x 20000 pixels" },
        { TestImages.Zip(("a.jpg", "text"u8.ToArray())), "'a.jpg' is not a JPEG, PNG or WebP image" },
    };

    [Theory]
    [MemberData(nameof(BadZips))]
    public async Task UploadCorpus_BadZip_NamesTheEntryAndKeepsNothing(byte[] zip, string says)
    {
        var violations = await Faults.AssertAsync(() => host.UploadAsync(zip, CorpusFormat.ImageZip, 100), StatusCode.InvalidArgument, "CORPUS_FORMAT", says);
        Assert.StartsWith("chunk: ", Assert.Single(violations), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SubmitJob_ImageModelAndImages_IsQueued() => Assert.Equal(JobState.Queued, (await host.SubmitAsync(Images)).State);

    [Fact]
    public async Task SubmitJob_ModelAndCorpusOfDifferentKinds_IsRefused()
    {
        await Faults.AssertAsync(
            () => host.SubmitAsync(r => r.Spec.ModelId = DemoModels.Image), StatusCode.InvalidArgument, "INVALID_JOB_SPEC", "which reads images");
        await Faults.AssertAsync(
            () => host.SubmitAsync(r =>
            {
                Images(r);
                r.Spec.ModelId = DemoModels.Gpt;
            }), StatusCode.InvalidArgument, "INVALID_JOB_SPEC", "which reads no images");
        await Faults.AssertAsync(
            () => host.SubmitAsync(r =>
            {
                Images(r);
                r.Spec.MaxSequenceTokens = 8;
            }), StatusCode.InvalidArgument, "INVALID_JOB_SPEC", "images are not cut");
    }

    [Fact]
    public async Task GetImage_DrawnSequence_GivesItsPicture()
    {
        var job = await SeededJob.CreateAsync(host, images: true, end: JobState.Projecting);
        await host.Get<ImageStore>().WriteAsync(job.Record, [(2, TestImages.Png)]);

        var image = await host.Atlas.GetImageAsync(new GetImageRequest { JobId = job.JobId, SequenceIndex = 2 }, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(TestImages.Png, image.Png);
        Assert.Equal((3, 2), (image.Width, image.Height));
        Assert.Equal(new ImageGrid { Width = 6, Height = 2, Rows = 1, Columns = 6, Leading = 1 }, image.Grid);
    }

    [Fact]
    public async Task GetImage_WhatIsNotThere_SaysWhy()
    {
        var job = await SeededJob.CreateAsync(host, images: true);
        var text = await SeededJob.CreateAsync(host);

        await Faults.AssertAsync(() => GetAsync(text.JobId, 2), StatusCode.FailedPrecondition, "NOT_AN_IMAGE", "holds no images");
        await Faults.AssertAsync(() => GetAsync(job.JobId, 1), StatusCode.NotFound, "SEQUENCE_NOT_DRAWN");
        await Faults.AssertAsync(() => GetAsync(job.JobId, 2), StatusCode.FailedPrecondition, "NEVER_READY", "the picture of sequence 2");
        await Faults.AssertAsync(() => GetAsync(job.JobId, -1), StatusCode.InvalidArgument, "INVALID_REQUEST");
        await Faults.AssertAsync(() => GetAsync("nobody", 2), StatusCode.NotFound, "JOB_NOT_FOUND");
    }

    private static void Images(SubmitJobRequest request)
    {
        request.Spec.ModelId = DemoModels.Image;
        request.InlineCorpus.Header.Format = CorpusFormat.ImageZip;
        request.InlineCorpus.Content = ByteString.CopyFrom(TestImages.Zip(("a.png", TestImages.Png)));
    }

    private async Task GetAsync(string jobId, long sequence) =>
        await host.Atlas.GetImageAsync(new GetImageRequest { JobId = jobId, SequenceIndex = sequence }, cancellationToken: TestContext.Current.CancellationToken);
}
