using AttentionViz.Extractor.Models.Added;
using AttentionViz.Extractor.Running;
using AttentionViz.Extractor.Tests.Zoo;

namespace AttentionViz.Extractor.Tests.Models.Added;

public sealed class ModelDirectoryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ModelDirectory _directory;
    private readonly string _export;

    public ModelDirectoryTests()
    {
        _directory = new ModelDirectory(_folder.File("models"), TimeProvider.System);
        _export = Directory.CreateDirectory(_folder.File("export")).FullName;
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Add_Folder_CopiesWhatTheModelNeedsAndListsIt()
    {
        ExternalWeights.Move(AttentionGraph.Build(new AttentionSpec()).Model, _export, "weights.bin");
        Write("config.json", "{\"vocab_size\": 16}");
        Write("notes.txt", "not of the model");

        var added = await AddAsync(_export);

        Assert.Equal(["config.json", "model.onnx", "weights.bin"], Names(added.Folder));
        Assert.Equal(("export", 1), (added.ModelId, added.Record!.Layers));
        using var original = TestModel.Load(_export);
        Assert.Equal(original.Descriptor.Sha256, added.Record.Sha256);
        Assert.Equal(added, Assert.Single(_directory.List()));
    }

    [Fact]
    public async Task Add_EncoderAndDecoder_CopiesBothAndWhatTheyAreFedBy()
    {
        EncoderDecoderGraph.SaveParts(_export);
        EncoderDecoderGraph.SaveConfig(_export);
        Write("generation_config.json", "{}");
        Write("decoder_with_past_model.onnx", "not needed");

        var added = await AddAsync(_export);

        Assert.Equal(["config.json", "decoder_model.onnx", "encoder_model.onnx", "generation_config.json"], Names(added.Folder));
        using var original = TestModel.Load(_export);
        Assert.Equal(original.Descriptor.Sha256, added.Record!.Sha256);
    }

    [Theory]
    [InlineData("gpt.onnx", "gpt")]
    [InlineData("model.onnx", "export")]
    public async Task Add_File_IsNamedAfterIt(string file, string id)
    {
        SaveGraph();
        if (file != "model.onnx") File.Move(Path.Combine(_export, "model.onnx"), Path.Combine(_export, file));

        var added = await AddAsync(Path.Combine(_export, file));

        Assert.Equal(id, added.ModelId);
        Assert.Equal(["model.onnx"], Names(added.Folder));
    }

    [Fact]
    public async Task Add_UnprovableModel_IsRefusedAndLeavesNothing()
    {
        SaveGraph(broken: true);

        var fault = await Assert.ThrowsAsync<ModelLoadException>(() => AddAsync(_export));

        Assert.Equal(ModelFault.Unverified, fault.Fault);
        Assert.Contains("layers 0", fault.Message, StringComparison.Ordinal);
        Assert.Empty(_directory.List());
        Assert.Equal([".locks"], Directory.EnumerateDirectories(_directory.Folder).Select(Path.GetFileName));
        Assert.Equal("export", (await AddAsync(_export, allowUnverified: true)).ModelId);
    }

    [Fact]
    public async Task Add_WhileItIsInspected_IsNotListed()
    {
        SaveGraph();
        var seen = new List<int>();

        await _directory.AddAsync(_export, _export, "m", false, _ => seen.Add(_directory.List().Count), TestContext.Current.CancellationToken);

        Assert.All(seen, count => Assert.Equal(0, count));
        Assert.True(seen.Count >= 2);
        Assert.Single(_directory.List());
    }

    [Fact]
    public async Task Add_AfterAKilledRun_StartsAfresh()
    {
        SaveGraph();
        var left = Directory.CreateDirectory(Path.Combine(_directory.Folder, ".adding-m"));
        await File.WriteAllTextAsync(Path.Combine(left.FullName, "model.onnx"), "half", TestContext.Current.CancellationToken);

        await AddAsync(_export, "m");

        Assert.Equal("m", Assert.Single(_directory.List()).ModelId);
        Assert.False(left.Exists && Directory.Exists(left.FullName));
    }

    [Fact]
    public async Task Add_TwoAtOnceUnderOneName_OneIsTold()
    {
        SaveGraph();

        var adders = Enumerable.Range(0, 2).Select(_ => Task.Run(() => AddAsync(_export, "m"))).ToList();

        var fault = await Assert.ThrowsAsync<ModelDirectoryException>(() => Task.WhenAll(adders));
        Assert.Equal(1, adders.Count(adder => adder.IsCompletedSuccessfully));
        Assert.Contains("there is a model 'm'", fault.Message, StringComparison.Ordinal);
        Assert.Single(_directory.List());
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData(".hidden")]
    [InlineData("a/b")]
    [InlineData("a b")]
    public async Task Add_NameThatIsNone_IsRefused(string id)
    {
        SaveGraph();

        Assert.Contains("cannot be a model's name", (await Assert.ThrowsAsync<ModelDirectoryException>(() => AddAsync(_export, id))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Remove_Model_TakesItsFolder()
    {
        SaveGraph();
        await AddAsync(_export, "m");
        await AddAsync(_export, "n");

        await _directory.RemoveAsync("m", TestContext.Current.CancellationToken);

        Assert.Equal("n", Assert.Single(_directory.List()).ModelId);
        Assert.False(Directory.Exists(Path.Combine(_directory.Folder, "m")));
        var fault = await Assert.ThrowsAsync<ModelDirectoryException>(() => _directory.RemoveAsync("m", TestContext.Current.CancellationToken));
        Assert.Contains("there are: n", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Remove_LinkedFolder_LeavesWhatItLinksTo()
    {
        SaveGraph();
        Directory.CreateDirectory(_directory.Folder);
        Directory.CreateSymbolicLink(Path.Combine(_directory.Folder, "m"), _export);
        Assert.Null(Assert.Single(_directory.List()).Record);

        await _directory.RemoveAsync("m", TestContext.Current.CancellationToken);

        Assert.Empty(_directory.List());
        Assert.True(File.Exists(Path.Combine(_export, "model.onnx")));
    }

    private Task<AddedModel> AddAsync(string path, string? id = null, bool allowUnverified = false) =>
        _directory.AddAsync(path, path, id, allowUnverified, _ => { }, TestContext.Current.CancellationToken);

    private void SaveGraph(bool broken = false)
    {
        var graph = AttentionGraph.Build(new AttentionSpec());
        var embedding = graph.Model.Graph.Initializer.First(t => t.Name == "embedding");
        byte[] notANumber = [0, 0, 0xC0, 0x7F];
        if (broken) embedding.RawData = Google.Protobuf.ByteString.CopyFrom([.. Enumerable.Repeat(notANumber, embedding.RawData.Length / 4).SelectMany(b => b)]);
        graph.Save(_export);
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_export, name), text);

    private static IEnumerable<string?> Names(string folder) =>
        Directory.EnumerateFiles(folder).Select(Path.GetFileName).Where(n => n![0] != '.').Order(StringComparer.Ordinal);
}
