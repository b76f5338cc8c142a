using System.IO.Compression;
using System.Text.Json;
using AttentionViz.Cli.Embedded;
using AttentionViz.Cli.Tests.Support;
using AttentionViz.Testing.Images;
using AttentionViz.V1;

namespace AttentionViz.Cli.Tests;

public sealed class ImageExtractTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static string MiniVit => Path.Combine(Samples.Models, "mini-vit");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Extract_ZipAndFolderOfTheSameImages_GiveTheSameVectors()
    {
        var sample = ShippedFiles.SampleCorpus(ModelInput.Image)!;
        Assert.Equal("shapes.zip", Path.GetFileName(sample));
        await ZipFile.ExtractToDirectoryAsync(sample, _folder["images"], TestContext.Current.CancellationToken);

        var zip = await ExtractAsync(sample, "zip");
        var folder = await ExtractAsync(_folder["images"], "folder");

        Assert.Equal((0, ""), (zip.ExitCode, zip.Error));
        Assert.Equal((0, ""), (folder.ExitCode, folder.Error));
        Assert.Contains("4 heads, 3,900 tokens of 60 sequences", zip.Out, StringComparison.Ordinal);
        foreach (var name in new[] { "L3.H0.q.npy", "L3.H3.k.npy", "tokens.jsonl" })
            Assert.Equal(await BytesAsync($"zip/{name}"), await BytesAsync($"folder/{name}"));
        var queries = Matrices.Read(_folder["zip/L3.H0.q.npy"]);
        Assert.Equal((3900, 24), (queries.Rows, queries.Columns));
        var lines = await File.ReadAllLinesAsync(_folder["zip/tokens.jsonl"], TestContext.Current.CancellationToken);
        Assert.Equal(["[CLS]", "r0 c0", "r7 c7"], new[] { 0, 1, 64 }.Select(i => JsonDocument.Parse(lines[i]).RootElement.GetProperty("text").GetString()));
    }

    [Theory]
    [InlineData("text", "is no image, but model 'mini-vit' reads images")]
    [InlineData("broken", "image 'b.png' cannot be decoded")]
    [InlineData("slip", "leads outside the zip")]
    [InlineData("empty", "holds no JPEG, PNG or WebP image")]
    [InlineData("nozip", "is not a zip that can be read")]
    public async Task Extract_CorpusOfNoUse_SaysWhyAndLeavesNothing(string kind, string says)
    {
        var corpus = kind switch
        {
            "text" => _folder.Write("c.txt", "words"),
            "broken" => Zip(("a.png", TestImages.Png), ("b.png", TestImages.Hollow(9, 9))),
            "slip" => Zip(("../a.png", TestImages.Png)),
            "empty" => Directory.CreateDirectory(_folder["c"]).FullName,
            _ => _folder.Write("c.zip", "no zip"),
        };

        var run = await ExtractAsync(corpus, "out");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(says, Assert.Single(run.Faults), StringComparison.Ordinal);
        Assert.Equal([corpus], Directory.EnumerateFileSystemEntries(_folder.Root));
    }

    [Fact]
    public async Task Extract_DamagedImagesSkipped_WritesTheOthers()
    {
        var mixed = await ExtractAsync(Zip(("a.png", TestImages.Png[..60]), ("b.jpg", TestImages.TurnedJpeg), ("c.png", TestImages.Hollow(9, 9)), ("d.png", TestImages.Png)), "mixed", "--unfit-sequences", "skip");
        var clean = await ExtractAsync(Zip(("b.jpg", TestImages.TurnedJpeg), ("d.png", TestImages.Png)), "clean");

        Assert.Equal((0, ""), (mixed.ExitCode, mixed.Error));
        Assert.Equal((0, ""), (clean.ExitCode, clean.Error));
        Assert.Contains("130 tokens of 2 sequences", mixed.Out, StringComparison.Ordinal);
        Assert.All(["2 sequences skipped:", "  0 ('a.png') is cut off before its end", "  2 ('c.png') cannot be decoded"], says => Assert.Contains(says, mixed.Out, StringComparison.Ordinal));
        foreach (var name in new[] { "L3.H0.q.npy", "L3.H3.k.npy" }) Assert.Equal(await BytesAsync($"clean/{name}"), await BytesAsync($"mixed/{name}"));
        var line = (await File.ReadAllLinesAsync(_folder["mixed/tokens.jsonl"], TestContext.Current.CancellationToken))[65];
        Assert.Equal(3, JsonDocument.Parse(line).RootElement.GetProperty("sequence").GetInt64());
    }

    [Fact]
    public async Task Extract_ImagesForATextModel_AreRefused()
    {
        var run = await ToolRun.InvokeAsync("extract", Samples.MiniBert, "--corpus", Zip(("a.png", TestImages.Png)), "--out", _folder["out"]);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("sequence 0 ('a.png') is an image, but model 'mini-bert' does not read images", Assert.Single(run.Faults), StringComparison.Ordinal);
    }

    private Task<ToolRun> ExtractAsync(string corpus, string target, params string[] more) =>
        ToolRun.InvokeAsync(["extract", MiniVit, "--corpus", corpus, "--out", _folder[target], "--layers", "3", .. more]);

    private string Zip(params (string Name, byte[] Content)[] entries)
    {
        File.WriteAllBytes(_folder["c.zip"], TestImages.Zip(entries));
        return _folder["c.zip"];
    }

    private Task<byte[]> BytesAsync(string name) => File.ReadAllBytesAsync(_folder[name], TestContext.Current.CancellationToken);
}
