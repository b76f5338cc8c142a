using AttentionViz.Cli.Running;
using AttentionViz.Cli.Tests.Support;
using AttentionViz.Testing;

namespace AttentionViz.Cli.Tests;

public sealed class HostCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Serve_Interrupted_StopsWithZero()
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        using var interrupt = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var terminal = new Terminal(output, error, interactive: false, TimeProvider.System);
        var serving = Tool.RunAsync(["serve", "--grpc-port", "0", "--web-port", "0", "--models", Samples.Models], terminal, interrupt.Token);
        await Eventually.HoldsAsync(
            () => Task.FromResult(serving.IsCompleted || Written(terminal, output).Contains("Ctrl-C", StringComparison.Ordinal)),
            "the host is up", TestContext.Current.CancellationToken);

        await interrupt.CancelAsync();

        Assert.Equal(0, await serving);
        Assert.Contains("gRPC ", output.ToString(), StringComparison.Ordinal);
        Assert.Empty(error.ToString());
    }

    [Fact]
    public async Task Demo_Exit_ShowsProgressSampleAndEveryHead()
    {
        var corpus = _folder.Write("c.jsonl", string.Concat(Samples.Corpus.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => $"{{\"text\": \"{l}\"}}\n")) + "{\"ids\": [999999]}\n");

        var run = await ToolRun.InvokeAsync("demo", "--exit", "--corpus", corpus, "--unfit-sequences", "skip", "--grpc-port", "0", "--web-port", "0");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("3 of 3 sequences; 1 sequence skipped", run.Out, StringComparison.Ordinal);
        Assert.Matches("projecting +\\d+%", run.Out);
        var layers = (await ToolRun.InvokeAsync("inspect", Samples.MiniBert, "--json")).Json().GetProperty("layers").EnumerateArray();
        Assert.Equal(layers.Sum(l => l.GetProperty("heads").GetInt32()), run.Out.Split('\n').Count(l => l.StartsWith("  L", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Demo_BadCorpus_ExitCodeOneAndTheReason()
    {
        var corpus = _folder.Write("c.jsonl", "{}");

        var run = await ToolRun.InvokeAsync("demo", "--exit", "--corpus", corpus, "--grpc-port", "0", "--web-port", "0");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("line 1", Assert.Single(run.Faults), StringComparison.Ordinal);
    }

    // The tool writes through a synchronized writer; reading takes the same lock.
    private static string Written(Terminal terminal, StringWriter output)
    {
        lock (terminal.Out) return output.ToString();
    }
}
