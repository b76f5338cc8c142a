using System.Text.Json;
using AttentionViz.Cli.Tests.Support;

namespace AttentionViz.Cli.Tests;

public sealed class InspectTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Inspect_Json_PrintsOneObjectOfThePromisedShape()
    {
        var run = await ToolRun.InvokeAsync("inspect", Samples.MiniBert, "--json");

        Assert.Equal(0, run.ExitCode);
        Assert.Empty(run.Error);
        var report = run.Json();
        Assert.Equal(["model", "sha256", "layers", "notes"], report.EnumerateObject().Select(p => p.Name));
        Assert.Equal("mini-bert", report.GetProperty("model").GetString());
        Assert.Matches("^[0-9a-f]{64}$", report.GetProperty("sha256").GetString());
        Assert.Equal(JsonValueKind.Array, report.GetProperty("notes").ValueKind);
        var layer = report.GetProperty("layers")[0];
        Assert.Equal(
            ["layer", "kind", "heads", "keyHeads", "headWidth", "scale", "causal", "pattern", "verifiedError"],
            layer.EnumerateObject().Select(p => p.Name));
        Assert.Equal("self", layer.GetProperty("kind").GetString());
        Assert.False(layer.GetProperty("causal").GetBoolean());
        Assert.InRange(layer.GetProperty("verifiedError").GetDouble(), 0, 1e-3);
    }

    [Fact]
    public async Task Inspect_OnnxFile_TableNamesTheLayers()
    {
        var run = await ToolRun.InvokeAsync("inspect", Path.Combine(Samples.MiniGpt, "model.onnx"));

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("Softmax", run.Out, StringComparison.Ordinal);
        Assert.Contains("yes", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Inspect_NoAttention_ExitCodeThree()
    {
        await File.WriteAllBytesAsync(_folder["plain.onnx"], Samples.GraphWithoutAttention(), TestContext.Current.CancellationToken);

        var run = await ToolRun.InvokeAsync("inspect", _folder["plain.onnx"], "--json");

        Assert.Equal(3, run.ExitCode);
        Assert.Empty(run.Out);
        Assert.Single(run.Faults);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(100_000)]
    public async Task Inspect_TruncatedModel_ExitCodeTwoAndOneLine(int bytes)
    {
        var whole = await File.ReadAllBytesAsync(Path.Combine(Samples.MiniBert, "model.onnx"), TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(_folder["model.onnx"], whole[..bytes], TestContext.Current.CancellationToken);

        var run = await ToolRun.InvokeAsync("inspect", _folder["model.onnx"], "--json");

        Assert.Equal(2, run.ExitCode);
        Assert.Empty(run.Out);
        Assert.Single(run.Error.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task Inspect_MissingModel_NamesThePath()
    {
        var run = await ToolRun.InvokeAsync("inspect", _folder["nowhere"]);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(_folder["nowhere"], Assert.Single(run.Faults), StringComparison.Ordinal);
    }
}
