using AttentionViz.Cli.Tests.Support;

namespace AttentionViz.Cli.Tests;

public sealed class UsageTests
{
    [Fact]
    public async Task Run_NoCommand_ListsTheCommands()
    {
        var run = await ToolRun.InvokeAsync();

        Assert.Equal(0, run.ExitCode);
        Assert.All(
            ["demo", "serve", "submit", "jobs", "watch", "cancel", "delete", "models", "export", "search", "heads", "compare", "inspect", "extract", "project"],
            command => Assert.Contains($"\n  {command} ", run.Out, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("demo")]
    [InlineData("serve")]
    [InlineData("submit")]
    [InlineData("jobs")]
    [InlineData("watch")]
    [InlineData("cancel")]
    [InlineData("delete")]
    [InlineData("models")]
    [InlineData("export")]
    [InlineData("search")]
    [InlineData("heads")]
    [InlineData("compare")]
    [InlineData("inspect")]
    [InlineData("extract")]
    [InlineData("project")]
    public async Task Help_OfEachCommand_DescribesEveryOption(string command)
    {
        var run = await ToolRun.InvokeAsync(command, "--help");

        Assert.Equal(0, run.ExitCode);
        var options = run.Out.Split('\n').Where(l => l.StartsWith("  --", StringComparison.Ordinal)).ToList();
        Assert.All(options, line => Assert.Matches("^  --\\S+.* {2,}\\S", line));
    }

    [Theory]
    [InlineData("'foo'", "foo")]
    [InlineData("'--frob'", "inspect", "m", "--frob")]
    [InlineData("--perplexity: '0' cannot be used; give a number from 2 to 1000", "project", "a.npy", "--method", "tsne", "--dims", "2", "--out", "o.npy", "--perplexity", "0")]
    [InlineData("--dims: '4' is not known; give one of 2, 3", "project", "a.npy", "--method", "tsne", "--dims", "4", "--out", "o.npy")]
    [InlineData("--method: 'svd' is not known; give one of pca, tsne, umap", "project", "a.npy", "--method", "svd", "--dims", "2", "--out", "o.npy")]
    [InlineData("--threads: '0' cannot be used; give a whole number from 1 to 1024", "project", "a.npy", "--method", "pca", "--dims", "2", "--out", "o.npy", "--threads", "0")]
    [InlineData("--seed: '-1' cannot be used; give a whole number from 0", "project", "a.npy", "--method", "pca", "--dims", "2", "--out", "o.npy", "--seed", "-1")]
    [InlineData("--min-distance: 'NaN' cannot be used", "project", "a.npy", "--method", "umap", "--dims", "2", "--out", "o.npy", "--min-distance", "NaN")]
    [InlineData("--token-budget: '0' cannot be used; give a whole number from 1 to 200000", "submit", "m", "--corpus", "c.txt", "--token-budget", "0")]
    [InlineData("--maps: 'tsne4' cannot be read; give pca, tsne or umap followed by 2 or 3", "submit", "m", "--corpus", "c.txt", "--maps", "pca2,tsne4")]
    [InlineData("--maps: 'tsne2@1.5' cannot be read; give pca, tsne or umap followed by 2 or 3 and, if wanted, @ and a weight of 0 to 1", "submit", "m", "--corpus", "c.txt", "--maps", "tsne2@1.5")]
    [InlineData("--init-from: is empty", "submit", "m", "--corpus", "c.txt", "--init-from", "")]
    [InlineData("--attention-weight: '2' cannot be used", "project", "--q", "q.npy", "--k", "k.npy", "--method", "tsne", "--dims", "2", "--out", "o.npy", "--attention-weight", "2")]
    [InlineData("INPUT: 'a.npy' is given with options of a head", "project", "a.npy", "--method", "tsne", "--dims", "2", "--out", "o.npy", "--attention-weight", "0.5")]
    [InlineData("--heads: '1' cannot be read; give LAYER.HEAD", "submit", "m", "--corpus", "c.txt", "--heads", "0.1,1")]
    [InlineData("--layers: '3-1' cannot be read", "submit", "m", "--corpus", "c.txt", "--layers", "3-1")]
    [InlineData("--label: 'x' cannot be read; give KEY=VALUE", "submit", "m", "--corpus", "c.txt", "--label", "x")]
    [InlineData("--corpus", "submit", "m")]
    [InlineData("--corpus: 'nowhere.txt' does not exist", "submit", "m", "--corpus", "nowhere.txt")]
    [InlineData("--gateway: 'here' is not an address", "jobs", "--gateway", "here")]
    [InlineData("heads: give one of --by, --like and --pairs", "heads", "j")]
    [InlineData("heads: give one of --by, --like and --pairs", "heads", "j", "--by", "self", "--like", "L0H1")]
    [InlineData("--like: '1' cannot be read; give a head as L1H0 or 1.0", "heads", "j", "--like", "1")]
    [InlineData("--pairs: '3-2' cannot be read; give SEQUENCE:QUERY-KEY", "heads", "j", "--pairs", "3-2")]
    [InlineData("--where: 'x' cannot be read; give FIELD=VALUE", "search", "j", "t", "--where", "x")]
    [InlineData("--match: 'fuzzy' is not known; give one of exact, substring, regex", "search", "j", "t", "--match", "fuzzy")]
    [InlineData("--state: 'done' is not known", "jobs", "--state", "done")]
    [InlineData("--address: 'localhost' is not an IP address", "serve", "--address", "localhost")]
    [InlineData("--models: '/nowhere' is not a folder", "serve", "--models", "/nowhere")]
    [InlineData("--web-port: 7000 is the gRPC port too", "serve", "--grpc-port", "7000", "--web-port", "7000")]
    [InlineData("--model: 'nobody' is not in", "demo", "--model", "nobody")]
    public async Task Run_BadUsage_OneLineAndExitCodeTwo(string expected, params string[] args)
    {
        var run = await ToolRun.InvokeAsync(args);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(expected, Assert.Single(run.Faults), StringComparison.Ordinal);
    }
}
