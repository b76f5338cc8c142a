using System.Text.Json;
using AttentionViz.Cli.Tests.Support;

namespace AttentionViz.Cli.Tests;

public sealed class ExtractTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Extract_TextCorpus_WritesEveryHeadAndEveryToken()
    {
        var run = await ExtractAsync(Samples.MiniBert, Samples.Corpus);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var tokens = await TokensAsync();
        Assert.Equal(["sequence", "position", "id", "text", "start", "end", "special"], tokens[0].EnumerateObject().Select(p => p.Name));
        Assert.Equal([0L, 1L, 2L], tokens.Select(t => t.GetProperty("sequence").GetInt64()).Distinct());
        Assert.True(tokens[0].GetProperty("special").GetBoolean());
        var layers = (await ToolRun.InvokeAsync("inspect", Samples.MiniBert, "--json")).Json().GetProperty("layers");
        foreach (var layer in layers.EnumerateArray())
        {
            for (var head = 0; head < layer.GetProperty("heads").GetInt32(); head++)
            {
                var stem = _folder[$"out/L{layer.GetProperty("layer").GetInt32()}.H{head}"];
                foreach (var part in new[] { "q", "k" })
                {
                    var matrix = Matrices.Read($"{stem}.{part}.npy");
                    Assert.Equal((tokens.Count, layer.GetProperty("headWidth").GetInt32()), (matrix.Rows, matrix.Columns));
                    Assert.Contains(matrix.Values, v => v != 0);
                }
            }
        }
    }

    [Fact]
    public async Task Extract_CausalModel_HeadFileSaysSo()
    {
        await ExtractAsync(Samples.MiniGpt, Samples.Corpus, "--layers", "1");

        var head = JsonDocument.Parse(await File.ReadAllTextAsync(_folder["out/L1.H2.head.json"], TestContext.Current.CancellationToken)).RootElement;
        Assert.Equal(["scale", "causal", "keyHead"], head.EnumerateObject().Select(p => p.Name));
        Assert.True(head.GetProperty("causal").GetBoolean());
        Assert.Equal(2, head.GetProperty("keyHead").GetInt32());
        Assert.False(File.Exists(_folder["out/L0.H0.q.npy"]));
    }

    [Fact]
    public async Task Extract_Twice_SameBytes()
    {
        await ExtractAsync(Samples.MiniBert, Samples.Corpus, "--layers", "0");
        var first = await File.ReadAllBytesAsync(_folder["out/L0.H0.q.npy"], TestContext.Current.CancellationToken);
        await ExtractAsync(Samples.MiniBert, Samples.Corpus, "--layers", "0", "--force");

        Assert.Equal(first, await File.ReadAllBytesAsync(_folder["out/L0.H0.q.npy"], TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Extract_MaxSequenceTokens_CutsAndSaysSo()
    {
        var run = await ExtractAsync(Samples.MiniBert, Samples.Corpus, "--max-sequence-tokens", "5", "--layers", "0");

        Assert.Equal(15, (await TokensAsync()).Count);
        Assert.Contains("cut to 5 tokens", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Extract_UnfitSequencesSkipped_WritesTheOthersAndTellsEach()
    {
        var corpus = _folder.Write("c.jsonl", "{\"ids\": [2, 7, 3]}\n{\"ids\": [1, 999999], \"id\": \"wild\"}\n{\"ids\": [2, 9, 8, 3]}\n{\"ids\": [999999]}\n");

        var run = await ToolRun.InvokeAsync("extract", Samples.MiniBert, "--corpus", corpus, "--out", _folder["out"], "--layers", "0", "--unfit-sequences", "skip");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("7 tokens of 2 sequences", run.Out, StringComparison.Ordinal);
        Assert.Contains("2 sequences skipped:\n  1 ('wild') has token id 999999 at position 1", run.Out.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Equal([0L, 2L], (await TokensAsync()).Select(t => t.GetProperty("sequence").GetInt64()).Distinct());
        Assert.Equal(7, Matrices.Read(_folder["out/L0.H0.q.npy"]).Rows);
    }

    [Theory]
    [InlineData("skip", 0, "2 sequences skipped:")]
    [InlineData("cut", 0, "2 of them cut to 10 tokens")]
    [InlineData("fail", 2, "sequence 0 has more than the 10 tokens that are taken; mend it or leave it out, or skip such ones with --long-sequences skip")]
    public async Task Extract_LongSequences_AsTheOptionSays(string option, int exitCode, string says)
    {
        var run = await ExtractAsync(Samples.MiniBert, Samples.Corpus, "--layers", "0", "--max-sequence-tokens", "10", "--long-sequences", option);

        Assert.Equal(exitCode, run.ExitCode);
        Assert.Contains(says, exitCode == 0 ? run.Out : Assert.Single(run.Faults), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Extract_EverySequenceSkipped_SaysSoAndLeavesNothing()
    {
        var run = await ExtractAsync(Samples.MiniBert, Samples.Corpus, "--max-sequence-tokens", "3", "--long-sequences", "skip");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("every sequence was skipped (3 in all); the first, sequence 0, has more than the 3 tokens", Assert.Single(run.Faults), StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["out"]));
    }

    [Fact]
    public async Task Extract_FolderNotEmpty_RefusesAndLeavesItAlone()
    {
        Directory.CreateDirectory(_folder["out"]);
        _folder.Write("out/mine.txt", "precious");

        var run = await ExtractAsync(Samples.MiniBert, Samples.Corpus);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("--force", Assert.Single(run.Faults), StringComparison.Ordinal);
        Assert.True(File.Exists(_folder["out/mine.txt"]));
    }

    [Theory]
    [InlineData("c.jsonl", "{\"text\": \"fine\"}\n{\"text\": ", "line 2")]
    [InlineData("c.jsonl", "{\"ids\": [1, 999999]}", "999999")]
    [InlineData("c.txt", "  \n\n", "empty")]
    [InlineData("c.csv", "a,b", ".csv")]
    public async Task Extract_BadCorpus_SaysWhereAndLeavesNothing(string name, string content, string expected)
    {
        var run = await ToolRun.InvokeAsync("extract", Samples.MiniBert, "--corpus", _folder.Write(name, content), "--out", _folder["out"]);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(expected, Assert.Single(run.Faults), StringComparison.Ordinal);
        Assert.Equal([_folder[name]], Directory.EnumerateFileSystemEntries(_folder.Root));
    }

    [Fact]
    public async Task Extract_UnknownLayer_NamesTheLayers()
    {
        var run = await ExtractAsync(Samples.MiniBert, Samples.Corpus, "--layers", "99");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("layer 99 is not in model 'mini-bert', which has layers 0 to", Assert.Single(run.Faults), StringComparison.Ordinal);
    }

    private Task<ToolRun> ExtractAsync(string model, string corpus, params string[] more) =>
        ToolRun.InvokeAsync(["extract", model, "--corpus", _folder.Write("c.txt", corpus), "--out", _folder["out"], .. more]);

    private async Task<List<JsonElement>> TokensAsync() =>
        [.. (await File.ReadAllLinesAsync(_folder["out/tokens.jsonl"], TestContext.Current.CancellationToken)).Select(l => JsonDocument.Parse(l).RootElement)];
}
