using System.Runtime.CompilerServices;
using AttentionViz.Extractor.Extraction;
using AttentionViz.Extractor.Images;
using AttentionViz.Extractor.Models;
using AttentionViz.Extractor.Running;
using AttentionViz.Pipeline.Corpora;
using AttentionViz.Pipeline.Corpora.Images;
using AttentionViz.V1;

namespace AttentionViz.Bench.Extraction;

/// <summary>What is measured: a model and the shards of a corpus.</summary>
internal sealed record Workload(string Model, string Corpus, int MaxTokens)
{
    private static readonly CorpusLimits Limits = new();

    public LoadedModel Load(CancellationToken cancellationToken) => LoadedModel.Load(Model, new ModelOptions { Device = ModelDevice.Cpu }, cancellationToken);

    /// <summary>The corpus shard by shard; only one is in memory.</summary>
    public async IAsyncEnumerable<IReadOnlyList<EncodedSequence>> ShardsAsync(
        LoadedModel loaded, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var encoder = new SequenceEncoder(loaded.Tokenizer, loaded.Model.Descriptor, MaxTokens);
        await using var stream = File.OpenRead(Corpus);
        var sequences = CorpusReader.FormatOf(Corpus) is CorpusFormat.ImageZip
            ? Images(stream, encoder, loaded.Images).ToAsyncEnumerable()
            : CorpusReader.ReadAsync(stream, CorpusReader.FormatOf(Corpus), Limits, cancellationToken).Select(encoder.Encode);
        await foreach (var shard in sequences.Chunk(Limits.ShardSequences).WithCancellation(cancellationToken)) yield return shard;
    }

    /// <summary>Everything an extractor does with a shard, short of the store; every fourth sequence is drawn.</summary>
    public static Task<IReadOnlyList<LayerRows>> ExtractAsync(
        AttentionModel model, IReadOnlyList<EncodedSequence> shard, CancellationToken cancellationToken) =>
        ShardExtraction.RunAsync(
            model, [.. model.Descriptor.Layers.Select(WantedHeads.AllOf)], shard,
            [.. Enumerable.Range(0, shard.Count).Where(i => i % 4 == 0)], ShardExtraction.DefaultTokensPerBatch, narrow: true, alone: false, _ => { }, cancellationToken);

    private static IEnumerable<EncodedSequence> Images(Stream zip, SequenceEncoder encoder, ImagePreprocessor? images)
    {
        using var archive = ImageArchive.Open(zip, Limits);
        foreach (var (record, file) in archive.Read())
            yield return encoder.Encode(record) with { View = images?.Prepare(file) };
    }
}
