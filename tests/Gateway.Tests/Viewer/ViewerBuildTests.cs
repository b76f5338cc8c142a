using System.Net;
using System.Text;
using AttentionViz.Gateway.Tests.Http;
using AttentionViz.Gateway.Viewer;
using Microsoft.AspNetCore.Http;

namespace AttentionViz.Gateway.Tests.Viewer;

/// <summary>A gateway that was built with its viewer, and one that was not.</summary>
public sealed class ViewerBuildTests(ViewerHosts hosts) : IClassFixture<ViewerHosts>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("", false)]
    [InlineData("ways", false)]
    [InlineData("ways", true)]
    public async Task Ways_WithViewerAndWithout_SayWhereItIsOrWhatIsMissing(string path, bool isThere)
    {
        var host = isThere ? hosts.With : hosts.Without;
        using var response = await host.SendAsync(HttpMethod.Get, path);
        var text = await response.Content.ReadAsStringAsync(Token);

        Assert.Equal("text/plain", response.Content.Headers.ContentType?.MediaType);
        Assert.Contains(isThere ? $"The viewer is at {host.Endpoints.Web}" : "The viewer is not part of this build: install Node.js 20.19 or later with npm", text, StringComparison.Ordinal);
        Assert.Contains(host.Endpoints.Grpc.Authority, text, StringComparison.Ordinal);
        using var head = await host.SendAsync(HttpMethod.Head, path);
        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
    }

    /// <summary>What this machine built, if it could: a page, and every file that it names.</summary>
    [Fact]
    public void Embedded_AViewerThatWasBuilt_HasThePageAndWhatItNames()
    {
        if (ViewerFiles.Embedded.Index is not { } index)
        {
            Assert.Empty(ViewerFiles.Embedded.All);
            return;
        }

        var page = Encoding.UTF8.GetString(index.CopyFor(new DefaultHttpContext().Request).Bytes);
        var named = ViewerFiles.Embedded.All.Where(f => page.Contains($"\"/{f.Path}\"", StringComparison.Ordinal)).Select(f => f.Path).ToList();
        Assert.Contains(named, path => path.StartsWith("assets/", StringComparison.Ordinal) && path.EndsWith(".js", StringComparison.Ordinal));
        // The policy has no place for scripts within the page.
        Assert.DoesNotContain("<script>", page, StringComparison.OrdinalIgnoreCase);
    }
}
