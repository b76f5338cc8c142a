using AttentionViz.Extractor.Models.Hub;
using AttentionViz.Extractor.Tests.Zoo;
using AttentionViz.Testing.Hub;
using Google.Protobuf;

namespace AttentionViz.Extractor.Tests.Models.Hub;

public sealed class DownloadTests : HubTest
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Fetch_Repository_HoldsTheModelsFilesAndNoOthers(bool listsBlobs)
    {
        Hub.ListsBlobs = listsBlobs;
        var repository = AddUsual();
        var told = new List<HubProgress>();

        var model = await FetchAsync(progress: told.Add);

        Assert.Equal("name", Path.GetFileName(model.Folder));
        Assert.Equal(repository.CommitOf("main"), model.Commit);
        Assert.Equal(["config.json", "model.onnx"], Names(model));
        Assert.Equal(repository.Files["model.onnx"].Content, await ReadAsync(model, "model.onnx"));
        Assert.Equal(repository.Files["config.json"].Content, await ReadAsync(model, "config.json"));
        Assert.Contains(new HubProgress("model.onnx", repository.Files["model.onnx"].Size, repository.Files["model.onnx"].Size), told);
        Assert.Single(Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(model.Folder)!));
        using var loaded = TestModel.Load(model.Folder);
        Assert.Single(loaded.Descriptor.Layers);
    }

    /// <summary>Checksums of large repositories come in pages; what only the last one tells is checked too.</summary>
    [Fact]
    public async Task Fetch_TreeInPages_ReadsThemAll()
    {
        (Hub.ListsBlobs, Hub.TreePage) = (false, 2);
        var data = Enumerable.Range(0, 4).Select(i => ($"data/{i}.txt", HubFile.Small("x")));
        Hub.Add("owner/name", [.. data, ("model.onnx", Graph()), ("config.json", HubFile.Small(Config) with { GitId = new string('0', 40) })]);

        var fault = await FaultAsync();

        Assert.Equal(HubFault.ChecksumMismatch, fault.Fault);
        Assert.Contains("config.json", fault.Message, StringComparison.Ordinal);
        Assert.Equal(3, Hub.Requests.Count(r => r.Target.Contains("/tree/", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Fetch_EncoderAndDecoder_HoldsBothAndNoOtherGraph()
    {
        static HubFile File(GraphBuilder graph) => new(graph.Model.ToByteArray(), Large: true);
        Hub.Add(
            "owner/name", ("onnx/encoder_model.onnx", File(EncoderDecoderGraph.Encoder())), ("onnx/decoder_model.onnx", File(EncoderDecoderGraph.Decoder())),
            ("onnx/decoder_with_past_model.onnx", Graph()), ("config.json", HubFile.Small("{}")), ("generation_config.json", HubFile.Small("{\"decoder_start_token_id\": 4}")));

        var model = await FetchAsync();

        Assert.Equal(["config.json", "decoder_model.onnx", "encoder_model.onnx", "generation_config.json"], Names(model));
        using var loaded = TestModel.Load(model.Folder);
        Assert.Equal((5, 4), (loaded.Descriptor.Layers.Count, loaded.Descriptor.DecoderStart));
    }

    [Fact]
    public async Task Fetch_Again_DownloadsNothing()
    {
        AddUsual();
        var first = await FetchAsync();
        Hub.Requests.Clear();

        var second = await FetchAsync();

        Assert.Equal(first, second);
        Assert.Single(Hub.Requests);
        Assert.Empty(Hub.Downloads);
    }

    [Fact]
    public async Task Fetch_CommitThatIsCached_AsksNobody()
    {
        AddUsual();
        var first = await FetchAsync();
        await FetchAsync(first.Pinned.ToString());
        Hub.Requests.Clear();

        var again = await FetchAsync(first.Pinned.ToString());

        Assert.Equal(first.Folder, again.Folder);
        Assert.Empty(Hub.Requests);
    }

    [Fact]
    public async Task Fetch_Revision_IsKeptApartFromOthers()
    {
        var repository = AddUsual();
        repository.Revision("refs/pr/1")["model.onnx"] = Graph();
        repository.Revision("refs/pr/1")["config.json"] = HubFile.Small("{}");

        var main = await FetchAsync();
        var request = await FetchAsync("hf:owner/name@refs/pr/1");

        Assert.NotEqual(main.Folder, request.Folder);
        Assert.Equal(repository.CommitOf("refs/pr/1"), request.Commit);
        Assert.Equal("{}"u8.ToArray(), await ReadAsync(request, "config.json"));
    }

    [Fact]
    public async Task Fetch_BranchThatMoved_BringsTheNewCommit()
    {
        var repository = AddUsual();
        var old = await FetchAsync();
        var moved = new HubRepository();
        moved.Revision("main2")["model.onnx"] = repository.Files["model.onnx"];
        var next = moved.CommitOf("main2");
        Hub.Intercept = async context =>
        {
            if (!context.Request.Path.Value!.Contains("/revision/", StringComparison.Ordinal)) return false;
            await context.Response.Body.WriteAsync(System.Text.Encoding.UTF8.GetBytes($"{{\"sha\":\"{next}\",\"siblings\":[{{\"rfilename\":\"model.onnx\"}}]}}"), Cancel);
            return true;
        };
        Hub.Repositories["owner/name"] = moved;

        var fresh = await FetchAsync();

        Assert.Equal(next, fresh.Commit);
        Assert.NotEqual(old.Folder, fresh.Folder);
        Assert.Equal(["model.onnx"], Names(fresh));
    }

    [Theory]
    [InlineData("hf:owner/name", "onnx/model.onnx", "root")]
    [InlineData("hf:owner/name/onnx", "onnx/model.onnx", "onnx")]
    [InlineData("hf:owner/name/text", "text/model.onnx", "text")]
    [InlineData("hf:owner/name/other", "other/onnx/model.onnx", "root")]
    [InlineData("hf:owner/name/onnx/model_int8.onnx", "onnx/model_int8.onnx", "onnx")]
    [InlineData("hf:owner/name/single", "single/encoder.onnx", "root")]
    public async Task Fetch_Subfolder_TakesTheNearestFiles(string source, string graph, string config)
    {
        // Each graph ends in bytes of its own, in a field that the format leaves to others.
        string[] graphs = ["onnx/model.onnx", "onnx/model_int8.onnx", "text/model.onnx", "other/onnx/model.onnx", "single/encoder.onnx"];
        var plain = Graph().Content;
        Hub.Add("owner/name", graphs.Select((path, i) => (path, new HubFile([.. plain, 0xF8, 0x07, (byte)(i + 1)], Large: true))));
        Hub.Add("owner/name", ("config.json", HubFile.Small("root")), ("onnx/config.json", HubFile.Small("onnx")), ("text/config.json", HubFile.Small("text")));

        var model = await FetchAsync(source);

        Assert.Equal(["config.json", "model.onnx"], Names(model));
        Assert.Equal(Hub.Repositories["owner/name"].Files[graph].Content, await ReadAsync(model, "model.onnx"));
        Assert.Equal(config, System.Text.Encoding.UTF8.GetString(await ReadAsync(model, "config.json")));
    }

    [Fact]
    public async Task Fetch_ExternalData_ComesAlongUnderItsName()
    {
        using var export = new TemporaryFolder();
        ExternalWeights.Move(AttentionGraph.Build(new AttentionSpec()).Model, export.Path, "model_q.onnx_data");
        Hub.Add(
            "owner/name",
            ("onnx/model_q.onnx", new HubFile(await File.ReadAllBytesAsync(export.File("model.onnx"), Cancel), Large: true)),
            ("onnx/model_q.onnx_data", new HubFile(await File.ReadAllBytesAsync(export.File("model_q.onnx_data"), Cancel), Large: true)),
            ("onnx/model.onnx_data", HubFile.Small("of another graph")));

        var model = await FetchAsync("hf:owner/name/onnx");

        Assert.Equal(["model.onnx", "model_q.onnx_data"], Names(model));
        using var loaded = TestModel.Load(model.Folder);
        Assert.Single(loaded.Descriptor.Layers);
    }

    [Fact]
    public async Task Fetch_EmptyFile_IsThere()
    {
        AddUsual().Files["merges.txt"] = HubFile.Small("");

        var model = await FetchAsync();

        Assert.Empty(await ReadAsync(model, "merges.txt"));
    }

    private static IEnumerable<string?> Names(HubModel model) => Directory.EnumerateFiles(model.Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal);

    private static Task<byte[]> ReadAsync(HubModel model, string name) => File.ReadAllBytesAsync(Path.Combine(model.Folder, name), Cancel);
}
