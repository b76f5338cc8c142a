using AttentionViz.Pipeline.Corpora;
using AttentionViz.Pipeline.Corpora.Images;
using AttentionViz.Testing.Images;
using AttentionViz.V1;
using Google.Protobuf;
using Grpc.Core;

namespace AttentionViz.EndToEnd.Tests;

/// <summary>New images into the maps of a job over images.</summary>
public sealed class PlacingImageTests(PlacingPlatform platform) : IClassFixture<PlacingPlatform>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ProjectSequences_ADrawnImage_LiesWhereItsOwnPointsDo()
    {
        var job = await JobAsync();
        var atlas = await platform.AtlasAsync(job.JobId, Stop);
        var drawn = await platform.TokensAsync(job.JobId, Stop);
        var known = drawn.Sequences[1];
        var request = new ProjectSequencesRequest
        {
            JobId = job.JobId,
            Sequences = { new NewSequence { Image = ByteString.CopyFrom(TestImages.TurnedJpeg) }, new NewSequence { Image = ByteString.CopyFrom(Sample(known.Id)) } },
            WithAttention = true,
        };

        var placed = await platform.PlaceAsync(request, Stop);

        Assert.Equal((130L, 2), (placed.Tokens.TotalRows, placed.Tokens.Sequences.Count));
        Assert.All(placed.Tokens.Sequences, s => Assert.Equal(new ImageGrid { Width = 64, Height = 64, Rows = 8, Columns = 8, Leading = 1 }, s.Image));
        // What the model sees of the drawn one is what the atlas shows of it; the other has the model's size, whatever its own.
        var shown = await platform.Atlases.GetImageAsync(new GetImageRequest { JobId = job.JobId, SequenceIndex = known.Index }, cancellationToken: Stop);
        Assert.Equal(shown.Png, placed.Views[1]);
        Assert.Equal((64, 64), SizeOf(placed.Views[0]));
        Assert.Equal(["[CLS]", "r0 c0", "r0 c1"], placed.Tokens.Texts.Skip(65).Take(3));
        var expected = await platform.Atlases.GetAttentionAsync(new GetAttentionRequest { JobId = job.JobId, SequenceIndex = known.Index }, cancellationToken: Stop);
        foreach (var (summary, head) in atlas.Heads.Zip(placed.Heads))
        {
            var map = Assert.Single(head.Maps);
            var own = await platform.PointsAsync(job.JobId, summary, map.Map, Stop);
            var points = PlacingCalls.Rows(map.Points.Floats(), 2);
            Assert.Equal(260, points.Length);
            foreach (var side in new[] { 0, 1 })
            {
                for (var t = 0; t < 65; t++)
                    Assert.InRange(PlacingCalls.Distance(points[(side * 130) + 65 + t], own[(side * (int)atlas.Tokens) + (int)known.FirstRow + t]), 0, 1e-3 * PlacingCalls.Extent(own));
            }

            var attention = head.Attention[1];
            Assert.Equal((65L, 65L), (attention.QueryRow, attention.KeyRow));
            var weights = expected.Heads.Single(h => (h.Layer, h.Head) == (head.Layer, head.Head)).Weights;
            Assert.Equal(weights.Shape, attention.Weights.Shape);
            Assert.All(weights.Floats().Zip(attention.Weights.Floats()), w => Assert.Equal(w.First, w.Second, 2e-3));
        }
    }

    [Fact]
    public async Task ProjectSequences_ImageThatCannotBeDecoded_IsNamed()
    {
        var job = await JobAsync();
        var request = new ProjectSequencesRequest
        {
            JobId = job.JobId,
            Sequences = { new NewSequence { Image = ByteString.CopyFrom(TestImages.Png) }, new NewSequence { Image = ByteString.CopyFrom(TestImages.Hollow(8, 8)) } },
        };

        var refused = await Assert.ThrowsAsync<RpcException>(() => platform.PlaceAsync(request, Stop));

        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
        Assert.StartsWith("sequences[1] cannot be decoded", refused.Status.Detail, StringComparison.Ordinal);
        Assert.Empty(await platform.PlacingKeysAsync());
    }

    private async Task<Job> JobAsync()
    {
        using var call = platform.Corpora.UploadCorpus(cancellationToken: Stop);
        await call.RequestStream.WriteAsync(new UploadCorpusRequest { Header = new CorpusHeader { Name = "shapes", Format = CorpusFormat.ImageZip } }, Stop);
        await call.RequestStream.WriteAsync(new UploadCorpusRequest { Chunk = ByteString.CopyFrom(await File.ReadAllBytesAsync(Shapes, Stop)) }, Stop);
        await call.RequestStream.CompleteAsync();
        return await platform.JobAsync(
            "images", new JobSpec { ModelId = "mini-vit", CorpusId = (await call).Corpus.CorpusId, TokenBudget = 300, Seed = 7, Maps = { new MapSpec { Method = MapMethod.Pca, Dimensions = 2 } } }, Stop);
    }

    private static (int Width, int Height) SizeOf(ByteString image)
    {
        var header = ImageHeader.Read(image.ToByteArray(), whole: false);
        return (header.Width, header.Height);
    }

    private static string Shapes => Path.Combine(Repository.Root, "samples", "shapes.zip");

    private static byte[] Sample(string id)
    {
        using var file = File.OpenRead(Shapes);
        using var archive = ImageArchive.Open(file, new CorpusLimits());
        return archive.Read().First(i => i.Record.Id == id).Content;
    }
}
