using System.Text.Json;
using AttentionViz.Cli.Tests.Support;
using AttentionViz.Testing;

namespace AttentionViz.Cli.Tests;

public sealed class GatewayCommandTests(HostFixture host) : IClassFixture<HostFixture>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Models_NoId_ListsThem()
    {
        var run = await host.InvokeAsync("models");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("mini-bert", run.Out, StringComparison.Ordinal);
        Assert.Contains("mini-gpt", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Models_Id_ShowsItsLayers()
    {
        var run = await host.InvokeAsync("models", "mini-gpt");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("reads text", run.Out, StringComparison.Ordinal);
        Assert.Contains("Softmax", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Submit_Watch_ShowsEveryStageAndTheSample()
    {
        var run = await SubmitAsync("--watch");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.All(["planning", "extracting", "projecting", "drew ", "succeeded"], word => Assert.Contains(word, run.Out, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Submit_SequencesSkipped_TellsThemWhileWatchingAndInTheTable()
    {
        var corpus = _folder.Write("c.jsonl", "{\"ids\": [2, 7, 9, 3]}\n{\"ids\": [2, 999999], \"id\": \"wild\"}\n{\"ids\": [2, 5, 6, 7, 8, 9, 3]}\n");

        var run = await host.InvokeAsync(
            "submit", "mini-bert", "--corpus", corpus, "--maps", "pca2", "--heads", "0.1", "--watch",
            "--unfit-sequences", "skip", "--max-sequence-tokens", "5", "--long-sequences", "skip", "--label", "kind=skipping");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("1 of 1 sequences; 2 sequences skipped\n", run.Out.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Contains(
            "succeeded\n2 sequences skipped:\n  1 ('wild') has token id 999999 at position 1", run.Out.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Contains("  2 has more than the 5 tokens that are taken", run.Out, StringComparison.Ordinal);
        Assert.Contains("projecting 1 / 1, 2 sequences skipped", (await host.InvokeAsync("jobs", "--label", "kind=skipping")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Submit_EverySequenceSkipped_FailsAndTellsThem()
    {
        var run = await host.InvokeAsync(
            "submit", "mini-bert", "--corpus", _folder.Write("c.jsonl", "{\"ids\": [999999]}\n"), "--watch", "--unfit-sequences", "skip");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("1 sequence skipped:", run.Out, StringComparison.Ordinal);
        Assert.Contains("ALL_SEQUENCES_SKIPPED", Assert.Single(run.Faults), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Submit_NoWatch_PrintsTheIdAlone()
    {
        var job = await SubmitAsync();

        Assert.Matches("^\\S+\\r?\\n$", job.Out);
        var watched = await host.InvokeAsync("watch", job.Out.Trim());
        Assert.Equal(0, watched.ExitCode);
        Assert.Contains("succeeded", watched.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Submit_SameRequestId_SameJob()
    {
        var first = await SubmitAsync("--request-id", "once");

        Assert.Equal(first.Out, (await SubmitAsync("--request-id", "once")).Out);
    }

    [Fact]
    public async Task Jobs_Label_ListsOnlyThose()
    {
        var labelled = (await SubmitAsync("--label", "team=red")).Out.Trim();
        var other = (await SubmitAsync("--label", "team=blue")).Out.Trim();

        var run = await host.InvokeAsync("jobs", "--label", "team=red");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains(labelled, run.Out, StringComparison.Ordinal);
        Assert.DoesNotContain(other, run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Export_GuidedMaps_AreNamedByTheirWeight()
    {
        var job = (await SubmitAsync("--maps", "umap2,umap2@0.35,umap2@1")).Out.Trim();
        await host.InvokeAsync("watch", job);

        await host.InvokeAsync("export", job, "--out", _folder["atlas"]);

        Assert.Equal(
            ["L0.H1.umap2.npy", "L0.H1.umap2@0.35.npy", "L0.H1.umap2@1.npy"],
            Directory.EnumerateFiles(_folder["atlas"], "*.npy").Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.NotEqual(Matrices.Read(_folder["atlas/L0.H1.umap2.npy"]).Values, Matrices.Read(_folder["atlas/L0.H1.umap2@0.35.npy"]).Values);
    }

    [Fact]
    public async Task Export_FinishedJob_HoldsMapsTokensAndManifest()
    {
        var job = await FinishedJobAsync();

        var run = await host.InvokeAsync("export", job, "--out", _folder["atlas"]);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(
            ["L0.H1.pca2.npy", "L0.H1.umap3.npy", "atlas.json", "sequences.jsonl", "tokens.jsonl"],
            Directory.EnumerateFiles(_folder["atlas"]).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        var tokens = (await File.ReadAllLinesAsync(_folder["atlas/tokens.jsonl"], TestContext.Current.CancellationToken)).Length;
        var map = Matrices.Read(_folder["atlas/L0.H1.umap3.npy"]);
        Assert.Equal((2 * tokens, 3), (map.Rows, map.Columns));
        var atlas = JsonDocument.Parse(await File.ReadAllTextAsync(_folder["atlas/atlas.json"], TestContext.Current.CancellationToken)).RootElement;
        Assert.Equal(job, atlas.GetProperty("jobId").GetString());
        Assert.Equal($"{tokens}", atlas.GetProperty("tokens").GetString());
    }

    [Fact]
    public async Task Export_TwoJobsOfOneSeed_SameBytes()
    {
        await host.InvokeAsync("export", await FinishedJobAsync(), "--out", _folder["a"]);
        await host.InvokeAsync("export", await FinishedJobAsync(), "--out", _folder["b"]);

        foreach (var name in new[] { "L0.H1.pca2.npy", "L0.H1.umap3.npy", "tokens.jsonl" })
            Assert.Equal(await ReadAsync($"a/{name}"), await ReadAsync($"b/{name}"));
    }

    [Fact]
    public async Task Delete_FinishedJob_NothingIsLeft()
    {
        var job = await FinishedJobAsync();

        Assert.Equal(0, (await host.InvokeAsync("delete", job)).ExitCode);

        var watched = await host.InvokeAsync("watch", job);
        Assert.Equal(1, watched.ExitCode);
        Assert.Contains("NotFound", Assert.Single(watched.Faults), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancel_RunningJob_WatchEndsWithoutSuccess()
    {
        var corpus = _folder.Write("long.txt", string.Concat(Enumerable.Repeat(Samples.Corpus, 300)));
        var job = (await host.InvokeAsync("submit", "mini-bert", "--corpus", corpus, "--token-budget", "5000")).Out.Trim();
        await Eventually.HoldsAsync(
            async () => (await host.InvokeAsync("jobs")).Out.Split('\n')
                .Any(line => line.Contains(job, StringComparison.Ordinal) && !line.Contains("queued", StringComparison.Ordinal)),
            "the job is planned", TestContext.Current.CancellationToken);

        var cancelled = await host.InvokeAsync("cancel", job);
        var watched = await host.InvokeAsync("watch", job);

        Assert.Equal(0, cancelled.ExitCode);
        Assert.Equal(1, watched.ExitCode);
        Assert.Contains("cancelled", watched.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"text\": \"a\"}\n{\"text\": }\n", "line 2")]
    [InlineData("", "empty")]
    public async Task Submit_BadCorpus_ExitCodeOneAndTheReason(string content, string expected)
    {
        var run = await host.InvokeAsync("submit", "mini-bert", "--corpus", _folder.Write("c.jsonl", content));

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(expected, Assert.Single(run.Faults), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Submit_SeveralFaults_ShowsEachField()
    {
        var run = await SubmitAsync("--layers", "7", "--perplexity", "900", "--maps", "tsne2");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("  spec.tsne.perplexity: ", run.Error, StringComparison.Ordinal);
        Assert.Contains("  spec.layers[0]: ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Submit_UnknownModel_NamesThoseThereAre()
    {
        var run = await host.InvokeAsync("submit", "nobody", "--corpus", _folder.Write("c.txt", Samples.Corpus));

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("mini-bert", Assert.Single(run.Faults), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_PortInUse_NamesPortAndOption()
    {
        var run = await ToolRun.InvokeAsync("serve", "--grpc-port", $"{host.Port}", "--web-port", "0");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains($"--grpc-port: port {host.Port}", Assert.Single(run.Faults), StringComparison.Ordinal);
    }

    private async Task<string> FinishedJobAsync()
    {
        var job = (await SubmitAsync("--seed", "3")).Out.Trim();
        Assert.Equal(0, (await host.InvokeAsync("watch", job)).ExitCode);
        return job;
    }

    private Task<ToolRun> SubmitAsync(params string[] more)
    {
        string[] maps = more.Contains("--maps") ? [] : ["--maps", "pca2,umap3"];
        string[] layers = more.Contains("--layers") ? [] : ["--heads", "0.1"];
        return host.InvokeAsync(["submit", "mini-bert", "--corpus", _folder.Write("c.txt", Samples.Corpus), .. maps, .. layers, .. more]);
    }

    private Task<byte[]> ReadAsync(string name) => File.ReadAllBytesAsync(_folder[name], TestContext.Current.CancellationToken);
}
