using AttentionViz.Extractor.Hosting;
using AttentionViz.Extractor.Models;
using AttentionViz.Extractor.Tests.Zoo;
using AttentionViz.Pipeline.Models;
using AttentionViz.Testing;
using AttentionViz.V1;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace AttentionViz.Extractor.Tests.Models;

public sealed class ModelScannerTests : IAsyncLifetime
{
    private readonly GarnetFixture _store = new();
    private readonly TemporaryFolder _folder = new();
    private readonly ExtractorOptions _options = new();
    private ConnectionMultiplexer _redis = null!;
    private ModelCatalog _catalog = null!;
    private ModelHost _host = null!;
    private ModelScanner _scanner = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Models => _folder.File("models");

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(Models);
        _options.Models.Add(Models);
        _redis = await ConnectionMultiplexer.ConnectAsync(_store.Configuration);
        _catalog = new ModelCatalog(_redis);
        _host = new ModelHost(Options.Create(_options));
        _scanner = new ModelScanner(new ModelLibrary(Options.Create(_options)), _host, _catalog, TimeProvider.System, NullLogger<ModelScanner>.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        await _scanner.StopAsync(Cancel);
        _scanner.Dispose();
        _host.Dispose();
        await _redis.DisposeAsync();
        _store.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Start_ModelsAndFaults_AreAnnouncedBeforeItEnds()
    {
        Save("good");
        Directory.CreateDirectory(Path.Combine(Models, "bad"));
        await File.WriteAllTextAsync(Path.Combine(Models, "bad", "model.onnx"), "nothing", Cancel);
        Save(".adding-other");

        await _scanner.StartAsync(Cancel);

        Assert.Equal([("bad", true), ("good", false)], (await _catalog.ListAsync()).Select(m => (m.ModelId, m.Fault.Length > 0)));
    }

    [Fact]
    public async Task Run_ModelAppearsAndGoes_TheCatalogFollows()
    {
        await _scanner.StartAsync(Cancel);

        Save("late");
        await Eventually.HoldsAsync(async () => await FindAsync("late") is { Fault: "" }, "the new model is announced", Cancel);
        Directory.Delete(Path.Combine(Models, "late"), recursive: true);

        await Eventually.HoldsAsync(async () => await FindAsync("late") is null, "the removed model is withdrawn", Cancel);
    }

    [Fact]
    public async Task Run_ModelIsCopiedInSlowly_EndsUpUsable()
    {
        await _scanner.StartAsync(Cancel);
        var whole = await File.ReadAllBytesAsync(Path.Combine(Save("elsewhere", _folder.Path), "model.onnx"), Cancel);
        var target = Path.Combine(Directory.CreateDirectory(Path.Combine(Models, "slow")).FullName, "model.onnx");

        await using (var file = File.Create(target))
        {
            await file.WriteAsync(whole.AsMemory(0, 100), Cancel);
            await file.FlushAsync(Cancel);
            // Nothing arrives for so long that it counts as a fault.
            await Eventually.HoldsAsync(async () => await FindAsync("slow") is { Fault.Length: > 0 }, "the half model is announced as faulty", Cancel);
            await file.WriteAsync(whole.AsMemory(100), Cancel);
        }

        await Eventually.HoldsAsync(async () => await FindAsync("slow") is { Fault: "" }, "the whole model is announced", Cancel);
    }

    [Fact]
    public async Task Run_FolderOfModelsComesLater_IsScannedAllTheSame()
    {
        var own = _folder.File("own");
        _options.Models.Add(own);
        await _scanner.StartAsync(Cancel);

        Save("m", own);

        await Eventually.HoldsAsync(async () => await FindAsync("m") is { Fault: "" }, "the model in the new folder is announced", Cancel);
    }

    private Task<Model?> FindAsync(string id) => _catalog.FindAsync(id);

    private string Save(string name, string? folder = null)
    {
        var path = Directory.CreateDirectory(Path.Combine(folder ?? Models, name)).FullName;
        AttentionGraph.Build(new AttentionSpec()).Save(path);
        return path;
    }
}
