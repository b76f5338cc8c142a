using AttentionViz.Cli.Tests.Support;

namespace AttentionViz.Cli.Tests;

public sealed class ExploreCommandTests(HostFixture host) : IClassFixture<HostFixture>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task SearchHeadsCompare_FinishedJob_ShowSmallTables()
    {
        var corpus = _folder.Write("c.jsonl", "{\"text\": \"The small cat sat on the mat.\", \"kind\": \"cats\"}\n{\"text\": \"A dog ran over the hill.\", \"kind\": \"dogs\"}\n");
        var job = (await host.InvokeAsync("submit", "mini-bert", "--corpus", corpus, "--maps", "pca2")).Out.Trim();
        Assert.Equal(0, (await host.InvokeAsync("watch", job)).ExitCode);

        var search = await host.InvokeAsync("search", job, "THE", "--ignore-case", "--limit", "2");
        Assert.Equal((0, ""), (search.ExitCode, search.Error));
        Assert.Contains("3 tokens in 2 sequences", search.Out, StringComparison.Ordinal);
        Assert.Matches(@"0\s+1\s+\[CLS\]\s+the\s+small cat", search.Out);
        Assert.Contains("1 token in 1 sequence", (await host.InvokeAsync("search", job, "the", "--where", "kind=dogs")).Out, StringComparison.Ordinal);
        Assert.Contains("3 tokens in 1 sequence", (await host.InvokeAsync("search", job, "small cat s", "--match", "substring", "--phrase")).Out, StringComparison.Ordinal);

        foreach (var ask in new string[][] { ["--by", "previous_score"], ["--pairs", "0:3-2,4-3,5-4"], ["--like", "L0H0"], ["--like", "0.0", "--likeness", "geometry"] })
        {
            var heads = await host.InvokeAsync(["heads", job, .. ask, "--limit", "3"]);
            Assert.Equal((0, ""), (heads.ExitCode, heads.Error));
            Assert.Contains("3 of 16 heads that were compared", heads.Out, StringComparison.Ordinal);
            Assert.Matches(@"^\s*head[^\n]*\n[^\n]*\n\s*L0 H0", heads.Out.ReplaceLineEndings("\n"));
        }

        var unknown = await host.InvokeAsync("heads", job, "--by", "beauty");
        Assert.Equal(1, unknown.ExitCode);
        Assert.Contains("induction_score", Assert.Single(unknown.Faults), StringComparison.Ordinal);

        var compare = await host.InvokeAsync("compare", job, job, "--limit", "2");
        Assert.Equal((0, ""), (compare.ExitCode, compare.Error));
        Assert.Matches(@"L0 H0\s+0\.000\s+0\.000\s+0\.000\s+sequence 0, position 0: 0\.000", compare.Out);
        Assert.Contains("tokens of 2 sequences", compare.Out, StringComparison.Ordinal);
    }
}
