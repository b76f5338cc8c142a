using AttentionViz.Cli.Tests.Support;
using AttentionViz.Testing.Hub;

namespace AttentionViz.Cli.Tests;

/// <summary>Models of the hub and of this machine, through the command line.</summary>
public sealed class ModelsDirectoryTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private FakeHub _hub = null!;

    public async ValueTask InitializeAsync()
    {
        _hub = await FakeHub.StartAsync();
        _hub.Add("owner/bert", Directory.EnumerateFiles(Samples.MiniBert).Select(
            path => (Path.GetFileName(path), new HubFile(File.ReadAllBytes(path), Large: path.EndsWith(".onnx", StringComparison.Ordinal)))));
    }

    public async ValueTask DisposeAsync()
    {
        await _hub.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task ModelsAdd_FromTheHub_IsListedAndCanBeRemoved()
    {
        var added = await RunAsync("models", "add", "hf:owner/bert", "--name", "mine");

        Assert.Equal(0, added.ExitCode);
        Assert.StartsWith("added mine: ", added.Out, StringComparison.Ordinal);
        var listed = await RunAsync("models", "list");
        Assert.Contains("mine", listed.Out, StringComparison.Ordinal);
        Assert.Contains($"hf:owner/bert@{_hub.Repositories["owner/bert"].CommitOf("main")}", listed.Out, StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync("models", "remove", "mine")).ExitCode);
        Assert.StartsWith("no models in ", (await RunAsync("models", "list")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ModelsAdd_SameModelFromTheHubAndFromDisk_HasOneIdentity()
    {
        await RunAsync("models", "add", "hf:owner/bert", "--name", "a");
        await RunAsync("models", "add", Samples.MiniBert, "--name", "b");

        var identities = new List<string?>();
        foreach (var id in new[] { "a", "b" })
            identities.Add((await RunAsync("inspect", Path.Combine(_folder["models"], id), "--json")).Json().GetProperty("sha256").GetString());
        Assert.Equal(identities[0], identities[1]);
    }

    [Fact]
    public async Task ModelsAdd_Twice_SaysThatTheNameIsTaken()
    {
        await RunAsync("models", "add", Samples.MiniBert);

        var run = await RunAsync("models", "add", Samples.MiniBert);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("there is a model 'mini-bert'", Assert.Single(run.Faults), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ModelsAdd_NoAttention_ExitCodeThreeAndNothingAdded()
    {
        await File.WriteAllBytesAsync(_folder["plain.onnx"], Samples.GraphWithoutAttention(), TestContext.Current.CancellationToken);

        var run = await RunAsync("models", "add", _folder["plain.onnx"]);

        Assert.Equal(3, run.ExitCode);
        Assert.StartsWith("no models in ", (await RunAsync("models", "list")).Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("there is no model 'x'", "models", "remove", "x")]
    [InlineData("cannot be a model's name", "models", "remove", "..")]
    [InlineData("is not a model on the hub", "models", "add", "hf:gpt2")]
    [InlineData("shows hf:owner/nobody to nobody without a token", "models", "add", "hf:owner/nobody")]
    [InlineData("has no revision 'v9'", "inspect", "hf:owner/bert@v9")]
    [InlineData("more than the 1 MB that are allowed", "models", "add", "hf:owner/bert", "--max-gb", "0.001")]
    [InlineData("does not exist", "models", "add", "nowhere")]
    [InlineData("--models: not together with --gateway", "models", "list", "--models", "d", "--gateway", "http://127.0.0.1:1")]
    public async Task Run_CannotBeDone_OneLineAndExitCodeTwo(string words, params string[] args)
    {
        var run = await RunAsync(args);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(words, Assert.Single(run.Faults), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Inspect_ModelOfTheHub_PrintsTheReportAlone()
    {
        var run = await RunAsync("inspect", "hf:owner/bert", "--json");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal("bert", run.Json().GetProperty("model").GetString());
        Assert.Contains("model.onnx ...", run.Error, StringComparison.Ordinal);
        _hub.Requests.Clear();
        Assert.Equal(run.Out, (await RunAsync("inspect", "hf:owner/bert", "--json")).Out);
        Assert.Empty(_hub.Downloads);
    }

    [Fact]
    public async Task Extract_ModelOfTheHub_WritesItsHeads()
    {
        var run = await RunAsync(
            "extract", "hf:owner/bert", "--corpus", _folder.Write("c.txt", Samples.Corpus), "--layers", "0", "--out", _folder["out"]);

        Assert.Equal(0, run.ExitCode);
        Assert.True(File.Exists(_folder["out/L0.H0.q.npy"]));
    }

    [Fact]
    public async Task Demo_ModelOfTheHub_MapsItsHeads()
    {
        var run = await RunAsync(
            "demo", "--exit", "--model", "hf:owner/bert", "--corpus", _folder.Write("c.txt", Samples.Corpus), "--grpc-port", "0", "--web-port", "0");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("3 of 3 sequences", run.Out, StringComparison.Ordinal);
        Assert.Contains("  L0", run.Out, StringComparison.Ordinal);
        Assert.Contains(_hub.Downloads, request => request.Target.Contains("model.onnx", StringComparison.Ordinal));
    }

    private Task<ToolRun> RunAsync(params string[] args) => ToolRun.InvokeAsync(
        new Dictionary<string, string>
        {
            ["HF_ENDPOINT"] = _hub.Endpoint.AbsoluteUri,
            ["ATTENTIONVIZ_CACHE"] = _folder["cache"],
            ["ATTENTIONVIZ_MODELS"] = _folder["models"],
        },
        args);
}
