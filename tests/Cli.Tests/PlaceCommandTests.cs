using System.Text.Json;
using AttentionViz.Cli.Tests.Support;

namespace AttentionViz.Cli.Tests;

public sealed class PlaceCommandTests(HostFixture host) : IClassFixture<HostFixture>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Place_NewText_TellsWhereItsTokensLieAndWhatTheyAttendTo()
    {
        var job = await JobAsync();

        var run = await host.InvokeAsync("place", job, "the bird sang");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.All(["L1 H2", "token", "attends to", "query in pca2", "key in umap3", "bird"], word => Assert.Contains(word, run.Out, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Place_Json_PrintsTokensThenHeads()
    {
        var job = await JobAsync();

        var run = await host.InvokeAsync("place", job, "the bird sang", "it rained", "--heads", "1.2", "--maps", "pca2", "--json");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var lines = run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement).ToList();
        Assert.Equal(2, lines.Count);
        Assert.Equal(["the bird sang", "it rained"], lines[0].GetProperty("tokens").GetProperty("sequences").EnumerateArray().Select(s => s.GetProperty("text").GetString()));
        Assert.Equal("MAP_METHOD_PCA", Assert.Single(lines[1].GetProperty("head").GetProperty("maps").EnumerateArray().ToList()).GetProperty("map").GetProperty("method").GetString());
    }

    [Fact]
    public async Task Place_HeadTheJobDoesNotMap_SaysSo()
    {
        var run = await host.InvokeAsync("place", await JobAsync(), "the bird sang", "--heads", "0.0");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("is L0 H0, which the job does not map", run.Error, StringComparison.Ordinal);
    }

    private async Task<string> JobAsync()
    {
        var corpus = _folder.Write("c.txt", "the cat sat on the mat\nthe bird flew over the house\nit rained all day\n");
        var job = (await host.InvokeAsync("submit", "mini-bert", "--corpus", corpus, "--heads", "1.2", "--maps", "pca2,umap3")).Out.Trim();
        await host.InvokeAsync("watch", job);
        return job;
    }
}
