using AttentionViz.Cli.Tests.Support;

namespace AttentionViz.Cli.Tests;

/// <summary>Maps that later points are placed in, and maps that start from earlier ones.</summary>
public sealed class PlaceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("pca", 3)]
    [InlineData("tsne", 2)]
    [InlineData("umap", 2)]
    public async Task Project_LaterPoints_AreWrittenBesideTheMap(string method, int dimensions)
    {
        var input = Matrices.Write(_folder["in.npy"], 90, 5);
        var plain = await ProjectAsync(input, method, $"{dimensions}");
        var map = Matrices.Read(_folder["out.npy"]).Values;

        var run = await ProjectAsync(
            input, method, $"{dimensions}", "--json", "--place", Matrices.Write(_folder["new.npy"], 7, 5, 2), "--place-out", _folder["placed.npy"]);

        Assert.Equal((0, 0), (plain.ExitCode, run.ExitCode));
        Assert.Equal(map, Matrices.Read(_folder["out.npy"]).Values);
        var placed = Matrices.Read(_folder["placed.npy"]);
        Assert.Equal((7, dimensions), (placed.Rows, placed.Columns));
        Assert.All(placed.Values, v => Assert.InRange(v, map.Min() - 5, map.Max() + 5));
        Assert.Equal(7, run.Json().GetProperty("placed").GetInt32());
        Assert.True(run.Json().GetProperty("seconds").GetProperty("place").GetDouble() >= 0);
        Assert.Contains("place", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Project_LaterVectorsOfAHead_HoldQueriesThenKeys()
    {
        string queries = Matrices.Write(_folder["q.npy"], 40, 4), keys = Matrices.Write(_folder["k.npy"], 40, 4, 2);

        var run = await ToolRun.InvokeAsync(
            "project", "--q", queries, "--k", keys, "--method", "pca", "--dims", "2", "--out", _folder["out.npy"],
            "--place-q", queries, "--place-k", Matrices.Write(_folder["k2.npy"], 3, 4), "--place-out", _folder["placed.npy"]);

        Assert.Equal(0, run.ExitCode);
        var placed = Matrices.Read(_folder["placed.npy"]);
        Assert.Equal(43, placed.Rows);
        Assert.Equal(Matrices.Read(_folder["out.npy"]).Values[..80], placed.Values[..80]);
    }

    [Theory]
    [InlineData("--place: the map is of a matrix", "--place-q", "new.npy", "--place-out", "placed.npy")]
    [InlineData("--place-out: missing", "--place", "new.npy")]
    [InlineData("--place: 'wide.npy' has 6 columns, but the points of the map have 5", "--place", "wide.npy", "--place-out", "placed.npy")]
    [InlineData("--place-out: 'placed.csv' does not end in .npy", "--place", "new.npy", "--place-out", "placed.csv")]
    [InlineData("--init-from: 'wide.npy' is 7 x 6, but the map will be 30 x 2", "--init-from", "wide.npy")]
    [InlineData("--init-from: 'none.npy' does not exist", "--init-from", "none.npy")]
    public async Task Project_WhatDoesNotFit_IsRefusedBeforeTheWork(string expected, params string[] more)
    {
        Matrices.Write(_folder["new.npy"], 7, 5);
        Matrices.Write(_folder["wide.npy"], 7, 6);
        string[] named = [.. more.Select(m => m.Contains('.', StringComparison.Ordinal) ? _folder[m] : m)];

        var run = await ProjectAsync(Matrices.Write(_folder["in.npy"], 30, 5), "pca", "2", named);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(expected, Assert.Single(run.Faults).Replace(_folder.Root + Path.DirectorySeparatorChar, "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["out.npy"]));
    }

    [Fact]
    public async Task Project_FromAMirroredMap_LiesAsItDoes()
    {
        var input = Matrices.Write(_folder["in.npy"], 60, 5);
        await ProjectAsync(input, "pca", "2");
        float[] mirrored = [.. Matrices.Read(_folder["out.npy"]).Values.Select((v, i) => i % 2 == 0 ? -v : v)];

        var run = await ProjectAsync(input, "pca", "2", "--init-from", Matrices.Write(_folder["earlier.npy"], mirrored, 2));

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(mirrored, Matrices.Read(_folder["out.npy"]).Values);
    }

    private Task<ToolRun> ProjectAsync(string input, string method, string dimensions, params string[] more) =>
        ToolRun.InvokeAsync(["project", input, "--method", method, "--dims", dimensions, "--out", _folder["out.npy"], .. more]);
}
