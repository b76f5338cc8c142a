using System.Net;
using AttentionViz.Gateway.Tests.Http;
using Google.Rpc;

namespace AttentionViz.Gateway.Tests.Viewer;

public sealed class ViewerTests(ViewerHosts hosts) : IClassFixture<ViewerHosts>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("", "index.html", "text/html; charset=utf-8")]
    [InlineData("index.html", "index.html", "text/html; charset=utf-8")]
    [InlineData("?job=1", "index.html", "text/html; charset=utf-8")]
    [InlineData(ViewerHosts.Script, ViewerHosts.Script, "text/javascript; charset=utf-8")]
    [InlineData("assets/index-BKqLt_-4.css", "assets/index-BKqLt_-4.css", "text/css; charset=utf-8")]
    [InlineData("assets/mono-Cx8.woff2", "assets/mono-Cx8.woff2", "font/woff2")]
    [InlineData("icon.svg", "icon.svg", "image/svg+xml")]
    [InlineData("offline/viewer.js", "offline/viewer.js", "text/javascript; charset=utf-8")]
    [InlineData("manifest.webmanifest", "manifest.webmanifest", "application/manifest+json")]
    public async Task Get_AFile_IsThereWithoutAKeyUnderAStrictPolicy(string path, string file, string type)
    {
        using var response = await hosts.With.SendAsync(HttpMethod.Get, path);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(ViewerHosts.Files[file], await response.Content.ReadAsByteArrayAsync(Token));
        Assert.Equal(type, response.Content.Headers.ContentType?.ToString());
        var policy = response.Header("Content-Security-Policy").Split("; ").Select(d => d.Split(' ', 2)).ToDictionary(d => d[0], d => d[1]);
        Assert.All(["default-src", "base-uri", "form-action", "frame-ancestors"], d => Assert.Equal("'none'", policy[d]));
        Assert.All(["script-src", "style-src", "connect-src", "worker-src"], d => Assert.Equal("'self'", policy[d]));
        Assert.Equal("nosniff", response.Header("X-Content-Type-Options"));
        Assert.Equal("no-referrer", response.Header("Referrer-Policy"));
        Assert.Equal("same-origin", response.Header("Cross-Origin-Opener-Policy"));
        Assert.Contains("Accept-Encoding", response.Headers.Vary);
    }

    [Theory]
    [InlineData("assets/gone-DiwrgTda.js")]
    [InlineData("assets")]
    [InlineData("assets/")]
    [InlineData("assets/..%2f..%2fappsettings.json")]
    [InlineData("jobs/1")]
    public async Task Get_WhatTheViewerHasNot_Is404(string path) =>
        await hosts.With.SendAsync(HttpMethod.Get, path).AssertFaultAsync(HttpStatusCode.NotFound, Code.NotFound, "ROUTE_NOT_FOUND");

    [Fact]
    public async Task Post_AFile_IsRefused() =>
        await hosts.With.SendAsync(HttpMethod.Post, ViewerHosts.Script, Web.Json("{}")).AssertFaultAsync(HttpStatusCode.NotFound, Code.NotFound, "ROUTE_NOT_FOUND");

    [Fact]
    public async Task Get_MoreFilesThanCallsAreLet_AreAllServed()
    {
        for (var i = 0; i < 5; i++)
        {
            foreach (var path in ViewerHosts.Files.Keys)
            {
                using var response = await hosts.With.SendAsync(HttpMethod.Get, path);
                Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            }
        }
    }
}
