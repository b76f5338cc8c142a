using AttentionViz.Extractor.Extraction;
using AttentionViz.Extractor.Models;
using AttentionViz.Extractor.Running;
using AttentionViz.Pipeline.Corpora;

namespace AttentionViz.Bench.Extraction;

/// <summary>What is measured: a model and the shards of a corpus.</summary>
internal sealed record Workload(string Model, string Corpus, int MaxTokens)
{
    /// <summary>As the extractor's own default.</summary>
    public const int TokensPerBatch = 4096;

    private static readonly CorpusLimits Limits = new();

    public LoadedModel Load(CancellationToken cancellationToken) => LoadedModel.Load(Model, new ModelOptions { Device = ModelDevice.Cpu }, cancellationToken);

    /// <summary>The corpus shard by shard; only one is in memory.</summary>
    public async IAsyncEnumerable<IReadOnlyList<EncodedSequence>> ShardsAsync(
        LoadedModel loaded, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var encoder = new SequenceEncoder(loaded.Tokenizer, loaded.Model.Descriptor, MaxTokens);
        await using var stream = File.OpenRead(Corpus);
        var shard = new List<EncodedSequence>();
        await foreach (var sequence in CorpusReader.ReadAsync(stream, CorpusReader.FormatOf(Corpus), Limits, cancellationToken))
        {
            shard.Add(encoder.Encode(sequence));
            if (shard.Count < Limits.ShardSequences) continue;
            yield return shard;
            shard = [];
        }

        if (shard.Count > 0) yield return shard;
    }

    /// <summary>Everything an extractor does with a shard, short of the store; every fourth sequence is drawn.</summary>
    public static Task<IReadOnlyList<LayerRows>> ExtractAsync(
        AttentionModel model, IReadOnlyList<EncodedSequence> shard, CancellationToken cancellationToken) =>
        ShardExtraction.RunAsync(
            model, [.. model.Descriptor.Layers.Select(WantedHeads.AllOf)], shard,
            [.. Enumerable.Range(0, shard.Count).Where(i => i % 4 == 0)], TokensPerBatch, narrow: true, _ => { }, cancellationToken);
}
