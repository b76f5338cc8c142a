using System.IO.Compression;
using System.Text;
using AttentionViz.Conformance.Tests.Ways;
using AttentionViz.EndToEnd.Tests;
using AttentionViz.V1;
using Google.Protobuf;

namespace AttentionViz.Conformance.Tests;

/// <summary>A whole platform with finished jobs: over text, the same otherwise aligned, and over images.</summary>
public sealed class World : IAsyncLifetime
{
    /// <summary>Label of the jobs below, and of no others.</summary>
    public const string Label = "conformance";

    public const string Model = "mini-gpt";

    private static readonly string[] Lines =
    [
        """{"text": "the red bird sang and the red bird flew", "id": "birds", "year": 1999}""",
        """{"text": "a bank by the river", "id": "bank", "year": 2020}""",
        """{"text": "the cat sat on the mat, the dog sat too.", "id": "cat", "year": 2020}""",
    ];

    private readonly WayCatalog _ways;

    public World() => _ways = new WayCatalog(this);

    public Platform Platform { get; } = new();

    public static string Content { get; } = string.Join('\n', Lines);

    public Corpus Corpus { get; private set; } = new();

    public string JobId { get; private set; } = "";

    public string OtherJobId { get; private set; } = "";

    public string ImageJobId { get; private set; } = "";

    internal Task<IWay> WayAsync(string name) => _ways.FindAsync(name);

    public async ValueTask InitializeAsync()
    {
        await Platform.InitializeAsync();
        var stop = TestContext.Current.CancellationToken;
        Corpus = await UploadAsync(Encoding.UTF8.GetBytes(Content), CorpusFormat.Jsonl, stop);
        JobId = await RunAsync(Spec(Corpus.CorpusId), stop);
        var other = Spec(Corpus.CorpusId);
        other.Alignment = AlignmentMode.None;
        OtherJobId = await RunAsync(other, stop);
        var images = await UploadAsync(FirstImages(3), CorpusFormat.ImageZip, stop);
        ImageJobId = await RunAsync(new JobSpec { ModelId = "mini-vit", CorpusId = images.CorpusId, TokenBudget = 1000, Maps = { new MapSpec { Method = MapMethod.Pca, Dimensions = 2 } } }, stop);
    }

    public async ValueTask DisposeAsync()
    {
        await _ways.DisposeAsync();
        await Platform.DisposeAsync();
    }

    /// <summary>Every sequence and every head.</summary>
    public static JobSpec Spec(string corpusId) => new()
    {
        ModelId = Model,
        CorpusId = corpusId,
        TokenBudget = 1000,
        Labels = { [Label] = "1" },
        Maps = { new MapSpec { Method = MapMethod.Pca, Dimensions = 2 }, new MapSpec { Method = MapMethod.Umap, Dimensions = 3 } },
    };

    /// <summary>A job over next to nothing, which has ended.</summary>
    public async Task<string> RunTinyAsync(CancellationToken stop)
    {
        var spec = new JobSpec { ModelId = Model, Heads = { new HeadRef() }, Layers = { 0 }, Maps = { new MapSpec { Method = MapMethod.Pca, Dimensions = 2 } } };
        var job = await Platform.SubmitAsync(spec, PlatformCalls.Inline("the red bird sang\na bank by the river\n"), stop);
        return (await Platform.EndAsync(job.JobId, stop)).JobId;
    }

    public async Task<Corpus> UploadAsync(byte[] content, CorpusFormat format, CancellationToken stop)
    {
        using var call = Platform.Corpora.UploadCorpus(cancellationToken: stop);
        await call.RequestStream.WriteAsync(new UploadCorpusRequest { Header = new CorpusHeader { Name = "uploaded", Format = format } }, stop);
        foreach (var slice in content.Chunk(100_000)) await call.RequestStream.WriteAsync(new UploadCorpusRequest { Chunk = ByteString.CopyFrom(slice) }, stop);
        await call.RequestStream.CompleteAsync();
        return (await call).Corpus;
    }

    private async Task<string> RunAsync(JobSpec spec, CancellationToken stop)
    {
        var job = await Platform.EndAsync((await Platform.SubmitAsync(spec, null, stop)).JobId, stop);
        Assert.True(job.State == JobState.Succeeded, $"{job.Failure}");
        return job.JobId;
    }

    private static byte[] FirstImages(int count)
    {
        using var all = ZipFile.OpenRead(Path.Combine(Repository.Root, "samples", "shapes.zip"));
        var few = new MemoryStream();
        using (var zip = new ZipArchive(few, ZipArchiveMode.Create, true))
        {
            foreach (var entry in all.Entries.Where(e => e.Name.EndsWith(".png", StringComparison.Ordinal)).Take(count))
            {
                using var from = entry.Open();
                using var to = zip.CreateEntry(entry.Name).Open();
                from.CopyTo(to);
            }
        }

        return few.ToArray();
    }
}
