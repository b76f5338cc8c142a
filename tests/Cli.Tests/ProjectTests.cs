using AttentionViz.Cli.Tests.Support;

namespace AttentionViz.Cli.Tests;

public sealed class ProjectTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("pca", 2)]
    [InlineData("pca", 3)]
    [InlineData("tsne", 2)]
    [InlineData("tsne", 3)]
    [InlineData("umap", 2)]
    [InlineData("umap", 3)]
    public async Task Project_Matrix_WritesARowForEachPoint(string method, int dimensions)
    {
        var run = await ProjectAsync(Matrices.Write(_folder["in.npy"], 60, 5), method, $"{dimensions}", "--json");

        Assert.Equal(0, run.ExitCode);
        var map = Matrices.Read(_folder["out.npy"]);
        Assert.Equal((60, dimensions), (map.Rows, map.Columns));
        Assert.All(map.Values, v => Assert.True(float.IsFinite(v)));
        var report = run.Json();
        Assert.Equal(method, report.GetProperty("method").GetString());
        Assert.Equal(60, report.GetProperty("points").GetInt32());
        Assert.Equal(method == "pca", report.GetProperty("iterations").GetInt32() == 0);
        Assert.True(double.IsFinite(report.GetProperty("objective").GetDouble()));
        var seconds = report.GetProperty("seconds").EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetDouble());
        Assert.Contains($"{method}-{dimensions}d", seconds.Keys);
        Assert.True(seconds["total"] >= seconds.Where(s => s.Key != "total").Sum(s => s.Value) * 0.99);
    }

    [Fact]
    public async Task Project_Json_PrintsStagesOnStandardError()
    {
        var run = await ProjectAsync(Matrices.Write(_folder["in.npy"], 40, 4), "umap", "2", "--json");

        Assert.Single(run.Out.TrimEnd().Split('\n'));
        Assert.All(["read", "components", "neighbours", "umap-2d", "write"], stage => Assert.Contains(stage, run.Error, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("tsne")]
    [InlineData("umap")]
    public async Task Project_SameSeed_SameBytesWhateverTheThreads(string method)
    {
        var input = Matrices.Write(_folder["in.npy"], 150, 6);
        await ProjectAsync(input, method, "2", "--seed", "7", "--threads", "1");
        var first = await File.ReadAllBytesAsync(_folder["out.npy"], TestContext.Current.CancellationToken);
        await ProjectAsync(input, method, "2", "--seed", "7", "--threads", "3");

        Assert.Equal(first, await File.ReadAllBytesAsync(_folder["out.npy"], TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Project_PerplexityTooLargeForThePoints_SaysSoAndWritesNothing()
    {
        var run = await ProjectAsync(Matrices.Write(_folder["in.npy"], 30, 4), "tsne", "2", "--perplexity", "50");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("Perplexity is 50 with 30 points", Assert.Single(run.Faults), StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["out.npy"]));
    }

    [Fact]
    public async Task Project_NotANumber_NamesThePlace()
    {
        var run = await ProjectAsync(Matrices.Write(_folder["in.npy"], [1, 2, 3, float.NaN, 5, 6], 2), "pca", "2");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("Row 1, column 1", Assert.Single(run.Faults), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Project_TruncatedMatrix_SaysSo()
    {
        Matrices.Write(_folder["whole.npy"], 30, 4);
        var bytes = await File.ReadAllBytesAsync(_folder["whole.npy"], TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(_folder["in.npy"], bytes[..^7], TestContext.Current.CancellationToken);

        var run = await ProjectAsync(_folder["in.npy"], "pca", "2");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("cut short", Assert.Single(run.Faults), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text", "magic")]
    [InlineData("", "magic")]
    public async Task Project_NotAMatrix_SaysSo(string content, string expected)
    {
        var run = await ProjectAsync(_folder.Write("in.npy", content), "pca", "2");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(expected, Assert.Single(run.Faults), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Project_EmptyMatrix_SaysSo()
    {
        var run = await ProjectAsync(Matrices.Write(_folder["in.npy"], [], 4), "pca", "2");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("0 x 4", Assert.Single(run.Faults), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("out.csv", "does not end in .npy")]
    [InlineData("no/such/out.npy", "does not exist; make it first")]
    public async Task Project_BadTarget_RefusedBeforeTheWork(string name, string expected)
    {
        var input = Matrices.Write(_folder["in.npy"], 10, 4);

        var run = await ToolRun.InvokeAsync("project", input, "--method", "pca", "--dims", "2", "--out", _folder[name]);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(expected, Assert.Single(run.Faults), StringComparison.Ordinal);
    }

    private Task<ToolRun> ProjectAsync(string input, string method, string dimensions, params string[] more) =>
        ToolRun.InvokeAsync(["project", input, "--method", method, "--dims", dimensions, "--out", _folder["out.npy"], .. more]);
}
