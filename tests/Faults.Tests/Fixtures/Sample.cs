using System.Text;
using AttentionViz.Testing.Servers;
using AttentionViz.V1;
using Google.Protobuf;

namespace AttentionViz.Faults.Tests;

/// <summary>The job that the tests disturb: small, and of many units.</summary>
internal static class Sample
{
    public const string Model = "mini-bert";
    public const int Heads = 16;
    public const int ShardSequences = 8;
    public const int Sequences = 240;
    public const int Shards = Sequences / ShardSequences;

    public static JobSpec Spec(string corpusId) => new()
    {
        ModelId = Model,
        CorpusId = corpusId,
        TokenBudget = 160,
        Seed = 17,
        RetainVectors = true,
        Tsne = new TsneParameters { Perplexity = 10, MaxIterations = 50 },
        Maps = { new MapSpec { Method = MapMethod.Tsne, Dimensions = 2 }, new MapSpec { Method = MapMethod.Pca, Dimensions = 2 } },
    };

    /// <summary>A job that is over soon: one shard, a head and no t-SNE.</summary>
    public static SubmitJobRequest Small(JobPriority priority = JobPriority.Normal) => new()
    {
        Spec = new JobSpec
        {
            ModelId = Model,
            TokenBudget = 20,
            Seed = 1,
            Priority = priority,
            Heads = { new HeadRef { Layer = 1, Head = 2 } },
            Maps = { new MapSpec { Method = MapMethod.Pca, Dimensions = 2 } },
        },
        InlineCorpus = new InlineCorpus
        {
            Header = new CorpusHeader { Name = "small", Format = CorpusFormat.Text },
            Content = ByteString.CopyFromUtf8("the red bird sang and the red bird flew\na bank by the river\n"),
        },
    };

    /// <param name="times">How often the sample is in it.</param>
    public static async Task<Corpus> UploadAsync(Gateway gateway, CancellationToken stop, int sequences = Sequences, int times = 1)
    {
        var lines = await File.ReadAllLinesAsync(Checkout.At("samples", "sentences.jsonl"), stop);
        var content = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(lines.Take(sequences), times).SelectMany(l => l).Select(l => $"{l}\n")));
        using var call = gateway.Corpora.UploadCorpus(cancellationToken: stop);
        await call.RequestStream.WriteAsync(new UploadCorpusRequest { Header = new CorpusHeader { Name = "sentences", Format = CorpusFormat.Jsonl } }, stop);
        foreach (var part in content.Chunk(60_000))
            await call.RequestStream.WriteAsync(new UploadCorpusRequest { Chunk = ByteString.CopyFrom(part) }, stop);
        await call.RequestStream.CompleteAsync();
        return (await call).Corpus;
    }
}
