using AttentionViz.Extractor.Models.Hub;
using AttentionViz.Extractor.Tests.Zoo;
using AttentionViz.Testing.Hub;
using Google.Protobuf;

namespace AttentionViz.Extractor.Tests.Models.Hub;

/// <summary>A hub on loopback, an empty cache, and a client that does not tarry.</summary>
public abstract class HubTest : IAsyncLifetime
{
    protected const string Config = "{\"vocab_size\": 16}";

    private readonly TemporaryFolder _cache = new();

    protected FakeHub Hub { get; private set; } = null!;

    internal HubOptions Options { get; set; } = null!;

    protected string Cache => _cache.Path;

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Hub = await FakeHub.StartAsync();
        Options = new HubOptions
        {
            Endpoint = Hub.Endpoint,
            CacheFolder = Cache,
            Attempts = 3,
            FirstPause = TimeSpan.FromMilliseconds(1),
        };
    }

    public async ValueTask DisposeAsync()
    {
        await Hub.DisposeAsync();
        _cache.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>A graph with attention, some thousand bytes long.</summary>
    protected static HubFile Graph() => new(AttentionGraph.Build(new AttentionSpec()).Model.ToByteArray(), Large: true);

    /// <summary>A repository owner/name with a graph at its root.</summary>
    protected HubRepository AddUsual() => Hub.Add("owner/name", ("model.onnx", Graph()), ("config.json", HubFile.Small(Config)), ("README.md", HubFile.Small("words")));

    internal async Task<HubModel> FetchAsync(string source = "hf:owner/name", Action<HubProgress>? progress = null)
    {
        using var hub = new ModelHub(Options, TimeProvider.System);
        return await hub.FetchAsync(HubSource.Parse(source), progress ?? (_ => { }), Cancel);
    }

    /// <summary>The fault of a source that cannot be had; nothing of it may look whole.</summary>
    internal async Task<HubException> FaultAsync(string source = "hf:owner/name")
    {
        var fault = await Assert.ThrowsAsync<HubException>(() => FetchAsync(source));
        Assert.DoesNotContain(Directory.EnumerateDirectories(Cache, "*", SearchOption.AllDirectories), HubSourceTests.IsFinished);
        Assert.DoesNotContain('\n', fault.Message);
        return fault;
    }
}
