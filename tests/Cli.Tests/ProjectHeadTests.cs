using AttentionViz.Cli.Tests.Support;

namespace AttentionViz.Cli.Tests;

public sealed class ProjectHeadTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Project_ExtractedHead_HoldsQueriesThenKeys()
    {
        var corpus = _folder.Write("c.txt", Samples.Corpus);
        await ToolRun.InvokeAsync("extract", Samples.MiniBert, "--corpus", corpus, "--out", _folder["x"], "--layers", "0");
        var tokens = Matrices.Read(_folder["x/L0.H0.q.npy"]).Rows;

        var run = await ProjectAsync(_folder["x/L0.H0.q.npy"], _folder["x/L0.H0.k.npy"], "--json");

        Assert.Equal(0, run.ExitCode);
        var map = Matrices.Read(_folder["out.npy"]);
        Assert.Equal((2 * tokens, 2), (map.Rows, map.Columns));
        var alignment = run.Json().GetProperty("alignment");
        Assert.Equal("translate-scale", alignment.GetProperty("mode").GetString());
        Assert.True(alignment.GetProperty("c").GetDouble() > 0);
        Assert.InRange(run.Json().GetProperty("fidelity").GetProperty("map").GetProperty("attentionRecall3").GetDouble(), 0, 1);
    }

    [Fact]
    public async Task Project_AttentionWeight_BringsAttendedKeysNearer()
    {
        var corpus = _folder.Write("c.txt", Samples.Corpus);
        await ToolRun.InvokeAsync("extract", Samples.MiniBert, "--corpus", corpus, "--out", _folder["x"], "--layers", "0");
        double Recall(ToolRun run) => run.Json().GetProperty("fidelity").GetProperty("map").GetProperty("attentionRecall3").GetDouble();

        string[] project = ["project", "--q", _folder["x/L0.H1.q.npy"], "--k", _folder["x/L0.H1.k.npy"], "--method", "tsne", "--dims", "2", "--out", _folder["out.npy"], "--json"];
        var plain = await ToolRun.InvokeAsync(project);
        var guided = await ToolRun.InvokeAsync([.. project, "--attention-weight", "0.8"]);

        Assert.Equal(0.8, guided.Json().GetProperty("attentionWeight").GetDouble());
        Assert.True(Recall(guided) > Recall(plain));
    }

    [Fact]
    public async Task Project_AttentionWeightOfAPca_Refused()
    {
        var run = await ProjectAsync(
            Matrices.Write(_folder["q.npy"], 10, 4), Matrices.Write(_folder["k.npy"], 10, 4), "--attention-weight", "0.5");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("--attention-weight: only t-SNE and UMAP can be guided", Assert.Single(run.Faults), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Project_Translated_CentresMeet()
    {
        var queries = Matrices.Write(_folder["a.q.npy"], [0, 0, 2, 0, 0, 2, 2, 2], 2);
        var keys = Matrices.Write(_folder["a.k.npy"], [10, 10, 12, 10, 10, 12, 12, 12], 2);

        await ProjectAsync(queries, keys, "--alignment", "translate");

        var map = Matrices.Read(_folder["out.npy"]).Values;
        Assert.Equal(map[..8].Average(), map[8..].Average(), 4);
    }

    [Fact]
    public async Task Project_NotAligned_CentresStayApart()
    {
        var queries = Matrices.Write(_folder["a.q.npy"], [0, 0, 2, 0, 0, 2, 2, 2], 2);
        var keys = Matrices.Write(_folder["a.k.npy"], [10, 10, 12, 10, 10, 12, 12, 12], 2);

        await ProjectAsync(queries, keys, "--alignment", "none");

        var map = Matrices.Read(_folder["out.npy"]).Values;
        Assert.True(Math.Abs(map[0] - map[8]) > 5);
    }

    [Fact]
    public async Task Project_KeysOfAnotherShape_Refused()
    {
        var run = await ProjectAsync(Matrices.Write(_folder["q.npy"], 10, 4), Matrices.Write(_folder["k.npy"], 9, 4));

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("is 9 x 4, but --q is 10 x 4", Assert.Single(run.Faults), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"sequence\": 0}\n", "has 1 rows, but --q has 10")]
    [InlineData("nonsense\n", "line 1 is not an object")]
    public async Task Project_TokensDoNotFit_Refused(string tokens, string expected)
    {
        var run = await ProjectAsync(
            Matrices.Write(_folder["q.npy"], 10, 4), Matrices.Write(_folder["k.npy"], 10, 4), "--tokens", _folder.Write("t.jsonl", tokens));

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(expected, Assert.Single(run.Faults), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--k: missing", "--q", "q.npy")]
    [InlineData("INPUT: nothing to project")]
    [InlineData("INPUT: 'a.npy' is given with options of a head", "a.npy", "--q", "q.npy")]
    public async Task Project_UnclearInput_Refused(string expected, params string[] args)
    {
        var run = await ToolRun.InvokeAsync(["project", .. args, "--method", "pca", "--dims", "2", "--out", _folder["out.npy"]]);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(expected, Assert.Single(run.Faults), StringComparison.Ordinal);
    }

    private Task<ToolRun> ProjectAsync(string queries, string keys, params string[] more) =>
        ToolRun.InvokeAsync(["project", "--q", queries, "--k", keys, "--method", "pca", "--dims", "2", "--out", _folder["out.npy"], .. more]);
}
