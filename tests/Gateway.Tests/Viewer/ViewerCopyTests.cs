using System.IO.Compression;
using System.Net;
using AttentionViz.Gateway.Tests.Http;

namespace AttentionViz.Gateway.Tests.Viewer;

/// <summary>What of the viewer is sent, and what a browser that has been here before need not be sent.</summary>
public sealed class ViewerCopyTests(ViewerHosts hosts) : IClassFixture<ViewerHosts>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(ViewerHosts.Script, "public, max-age=31536000, immutable")]
    [InlineData("", "no-cache")]
    [InlineData("icon.svg", "no-cache")]
    [InlineData("offline/viewer.js", "no-cache")]
    public async Task Get_AFile_IsKeptForEverOnlyWhenItsNameSaysWhatIsInIt(string path, string kept)
    {
        using var response = await hosts.With.SendAsync(HttpMethod.Get, path);
        Assert.Equal(kept, response.Header("Cache-Control"));
    }

    [Theory]
    [InlineData("")]
    [InlineData(ViewerHosts.Script)]
    public async Task Get_CopyIsGood_Is304(string path)
    {
        using var first = await hosts.With.SendAsync(HttpMethod.Get, path);
        Assert.False(first.Headers.ETag!.IsWeak);

        using var second = await hosts.With.SendAsync(HttpMethod.Get, path, ifNoneMatch: $"{first.Headers.ETag}");

        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        Assert.Equal(first.Headers.ETag, second.Headers.ETag);
        Assert.Equal(first.Header("Cache-Control"), second.Header("Cache-Control"));
        Assert.Empty(await second.Content.ReadAsByteArrayAsync(Token));
    }

    [Fact]
    public async Task Get_FilesThatDiffer_HaveTagsThatDiffer()
    {
        var tags = new List<string?>();
        foreach (var path in ViewerHosts.Files.Keys)
        {
            using var response = await hosts.With.SendAsync(HttpMethod.Get, path);
            tags.Add(response.Headers.ETag?.Tag);
        }

        Assert.DoesNotContain(null, tags);
        Assert.Distinct(tags);
    }

    [Theory]
    [InlineData(ViewerHosts.Script, "gzip", true)]
    [InlineData(ViewerHosts.Script, "br, GZIP;q=0.5", true)]
    [InlineData(ViewerHosts.Script, "*", true)]
    [InlineData(ViewerHosts.Script, "gzip;q=0, *", false)]
    [InlineData(ViewerHosts.Script, "br", false)]
    [InlineData("assets/mono-Cx8.woff2", "gzip", false)]
    // Gzip would make it larger.
    [InlineData("offline/viewer.js", "gzip", false)]
    public async Task Get_ClientThatTakesGzip_GetsItWhereItHelps(string path, string accepted, bool zipped)
    {
        using var response = await AskAsync(HttpMethod.Get, path, accepted);
        using var plain = await hosts.With.SendAsync(HttpMethod.Get, path);
        var body = await response.Content.ReadAsByteArrayAsync(Token);

        Assert.Equal(zipped ? ["gzip"] : [], response.Content.Headers.ContentEncoding);
        Assert.Equal(zipped, body.Length < ViewerHosts.Files[path].Length);
        Assert.Equal(ViewerHosts.Files[path], zipped ? Unzip(body) : body);
        // A strong tag is of these bytes and no others.
        Assert.Equal(zipped, response.Headers.ETag?.Tag != plain.Headers.ETag?.Tag);
    }

    [Fact]
    public async Task Head_AFile_SaysWhatGetWould()
    {
        using var get = await AskAsync(HttpMethod.Get, ViewerHosts.Script, "gzip");
        using var head = await AskAsync(HttpMethod.Head, ViewerHosts.Script, "gzip");

        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync(Token));
        Assert.Equal((await get.Content.ReadAsByteArrayAsync(Token)).Length, head.Content.Headers.ContentLength);
        Assert.Equal((get.Headers.ETag, get.Content.Headers.ContentType), (head.Headers.ETag, head.Content.Headers.ContentType));
    }

    private static byte[] Unzip(byte[] bytes)
    {
        using var plain = new MemoryStream();
        using (var gzip = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress)) gzip.CopyTo(plain);
        return plain.ToArray();
    }

    private async Task<HttpResponseMessage> AskAsync(HttpMethod method, string path, string accepted)
    {
        using var http = new HttpClient { BaseAddress = hosts.With.Endpoints.Web };
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        request.Headers.TryAddWithoutValidation("Accept-Encoding", accepted);
        return await http.SendAsync(request, Token);
    }
}
