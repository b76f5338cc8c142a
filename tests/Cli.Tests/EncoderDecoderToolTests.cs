using System.Text.Json;
using AttentionViz.Cli.Tables;
using AttentionViz.Cli.Tests.Support;
using AttentionViz.Extractor.Tests.Zoo;
using AttentionViz.V1;
using Spectre.Console;

namespace AttentionViz.Cli.Tests;

/// <summary>The tool on an encoder-decoder in two files.</summary>
public sealed class EncoderDecoderToolTests : IDisposable
{
    private const string Corpus = "{\"ids\": [2, 3, 4, 5, 6], \"target_ids\": [7, 8, 9]}\n{\"ids\": [10, 11]}\n";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Inspect_EncoderAndDecoder_ListsTheLayersOfBoth()
    {
        var run = await ToolRun.InvokeAsync("inspect", Model(), "--json");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(
            ["self", "self", "cross", "self", "cross"], run.Json().GetProperty("layers").EnumerateArray().Select(l => l.GetProperty("kind").GetString()));
    }

    [Fact]
    public async Task Extract_EncoderDecoder_WritesRowsBySideAndSaysTheSideOfEachToken()
    {
        var run = await ExtractAsync();

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var tokens = (await File.ReadAllLinesAsync(_folder["out/tokens.jsonl"], TestContext.Current.CancellationToken))
            .Select(l => JsonDocument.Parse(l).RootElement).ToList();
        Assert.Equal([2, 3, 4, 5, 6, 1, 7, 8, 10, 11, 1, 10], tokens.Select(t => t.GetProperty("id").GetInt32()));
        Assert.Equal([0, 1, 2, 3, 4, 0, 1, 2, 0, 1, 0, 1], tokens.Select(t => t.GetProperty("position").GetInt32()));
        Assert.Equal(
            [.. Enumerable.Repeat("source", 5), .. Enumerable.Repeat("target", 3), "source", "source", "target", "target"],
            tokens.Select(t => t.GetProperty("side").GetString()));
        (int, int) Rows(int layer) => (Matrices.Read(_folder[$"out/L{layer}.H1.q.npy"]).Rows, Matrices.Read(_folder[$"out/L{layer}.H1.k.npy"]).Rows);
        Assert.Equal([(7, 7), (5, 5), (5, 7), (5, 5), (5, 7)], Enumerable.Range(0, 5).Select(Rows));
        var head = JsonDocument.Parse(await File.ReadAllTextAsync(_folder["out/L2.H0.head.json"], TestContext.Current.CancellationToken)).RootElement;
        Assert.Equal(("target", "source"), (head.GetProperty("querySide").GetString(), head.GetProperty("keySide").GetString()));
    }

    [Fact]
    public async Task Project_ExtractedCrossHead_MapsBothSides()
    {
        await ExtractAsync();

        var run = await ToolRun.InvokeAsync(
            "project", "--q", _folder["out/L2.H0.q.npy"], "--k", _folder["out/L2.H0.k.npy"], "--method", "pca", "--dims", "2", "--out", _folder["map.npy"], "--json");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(12, Matrices.Read(_folder["map.npy"]).Rows);
        // Of queries with more than three keys: those of the first sequence, 3 of 5 at random.
        Assert.Equal(0.6, run.Json().GetProperty("fidelity").GetProperty("head").GetProperty("attentionRecall3Random").GetDouble(), 1e-9);
    }

    [Fact]
    public async Task Extract_TargetForAModelOfOneSide_NamesTheField()
    {
        var corpus = _folder.Write("c.jsonl", "{\"text\": \"one\", \"target\": \"two\"}\n");

        var run = await ToolRun.InvokeAsync("extract", Samples.MiniBert, "--corpus", corpus, "--out", _folder["out"]);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("has a \"target\", but model 'mini-bert' is no encoder-decoder", Assert.Single(run.Faults), StringComparison.Ordinal);
    }

    [Fact]
    public void HeadTable_OfSides_ShowsTheKindOfEachHead()
    {
        var atlas = new Atlas
        {
            Spec = new JobSpec(),
            Heads =
            {
                new HeadSummary { Kind = AttentionKind.Self, QuerySide = TokenSide.Source, KeySide = TokenSide.Source },
                new HeadSummary { Layer = 1, Kind = AttentionKind.Cross, QuerySide = TokenSide.Target, KeySide = TokenSide.Source },
            },
        };

        var text = new StringWriter();
        AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(text), Ansi = AnsiSupport.No }).Write(HeadTable.Of(atlas));

        Assert.Contains("self, source", text.ToString(), StringComparison.Ordinal);
        Assert.Contains("cross, target to source", text.ToString(), StringComparison.Ordinal);
    }

    private string Model()
    {
        Directory.CreateDirectory(_folder["pair"]);
        EncoderDecoderGraph.SaveParts(_folder["pair"]);
        EncoderDecoderGraph.SaveConfig(_folder["pair"]);
        return _folder["pair"];
    }

    private Task<ToolRun> ExtractAsync() =>
        ToolRun.InvokeAsync("extract", Model(), "--corpus", _folder.Write("c.jsonl", Corpus), "--out", _folder["out"]);
}
