using AttentionViz.Cli.Tests.Support;

namespace AttentionViz.Cli.Tests;

public sealed class InitFromCommandTests(HostFixture host) : IClassFixture<HostFixture>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Submit_InitFrom_StartsFromThatJobOrSaysWhyNot()
    {
        var corpus = _folder.Write("c.txt", Samples.Corpus);
        string[] submit = ["submit", "mini-bert", "--corpus", corpus, "--maps", "pca2", "--heads", "0.1", "--watch"];
        var first = await host.InvokeAsync(submit);
        var jobId = first.Out.Split('\n')[0].Trim()["job ".Length..];

        var second = await host.InvokeAsync([.. submit, "--init-from", jobId]);
        var refused = await host.InvokeAsync([.. submit, "--init-from", jobId, "--seed", "9"]);

        Assert.Equal((0, ""), (second.ExitCode, second.Error));
        Assert.NotEqual(0, refused.ExitCode);
        Assert.Contains("seed", refused.Error, StringComparison.Ordinal);
        Assert.Contains("give 0, or leave init_from empty", refused.Error, StringComparison.Ordinal);
    }
}
