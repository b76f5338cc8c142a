using System.Net;

namespace AttentionViz.Conformance.Tests;

public sealed class LargeUploadTests(World world)
{
    private const long BodyBytes = 64L << 20;

    /// <summary>What is allocated, at either end, is a fraction of what is sent; gathered anywhere it would be all of it and more.</summary>
    [Fact]
    public async Task Upload_64MegabytesByForm_TakesNoMemoryForThem()
    {
        using var http = new HttpClient { BaseAddress = world.Platform.Web };
        using var form = new MultipartFormDataContent { { new StringContent("CORPUS_FORMAT_IMAGE_ZIP"), "format" }, { new StreamContent(new Endless(BodyBytes)), "file", "a.zip" } };
        var before = GC.GetTotalAllocatedBytes(true);

        using var response = await http.PostAsync(new Uri("v1/corpora", UriKind.Relative), form, TestContext.Current.CancellationToken);

        var allocated = GC.GetTotalAllocatedBytes(true) - before;
        // Read to its end, then found to be no zip.
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("CORPUS_FORMAT", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.True(allocated < BodyBytes / 4, $"{allocated} bytes were allocated for a body of {BodyBytes}");
    }

    /// <summary>So many bytes, made as they are read.</summary>
    private sealed class Endless(long length) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => length;

        public override long Position { get; set; }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var take = (int)Math.Min(count, length - Position);
            buffer.AsSpan(offset, take).Fill((byte)'x');
            Position += take;
            return take;
        }

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
