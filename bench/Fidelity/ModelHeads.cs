using AttentionViz.Extractor.Extraction;
using AttentionViz.Extractor.Models;
using AttentionViz.Extractor.Running;
using AttentionViz.Numerics;
using AttentionViz.Numerics.Sampling;
using AttentionViz.Pipeline.Atlases;
using AttentionViz.Pipeline.Corpora;

namespace AttentionViz.Bench.Fidelity;

/// <summary>Queries and keys of a model's heads over sequences drawn from a text corpus.</summary>
internal static class ModelHeads
{
    private static readonly CorpusLimits Limits = new();

    /// <param name="folder">The model.</param>
    /// <param name="tokens">Tokens to draw, about.</param>
    /// <returns>Every head by layer, then head. Means are those of the sample.</returns>
    public static async Task<IReadOnlyList<NamedHead>> ExtractAsync(string folder, string corpus, int tokens, ulong seed, CancellationToken cancellationToken)
    {
        using var loaded = LoadedModel.Load(folder, new ModelOptions { Device = ModelDevice.Cpu }, cancellationToken);
        var encoder = new SequenceEncoder(loaded.Tokenizer, loaded.Model.Descriptor, 0);
        await using var stream = File.OpenRead(corpus);
        var all = await CorpusReader.ReadAsync(stream, CorpusReader.FormatOf(corpus), Limits, cancellationToken).Select(encoder.Encode).ToListAsync(cancellationToken);
        EncodedSequence[] drawn = [.. SequenceSampler.Choose([.. all.Select(s => s.Length)], tokens, seed).Select(s => all[s])];
        var layers = loaded.Model.Descriptor.Layers;
        var rows = await ShardExtraction.RunAsync(
            loaded.Model, [.. layers.Select(WantedHeads.AllOf)], drawn, [.. Enumerable.Range(0, drawn.Length)],
            ShardExtraction.DefaultTokensPerBatch, narrow: false, alone: true, _ => { }, cancellationToken);
        var starts = new int[drawn.Length + 1];
        for (var s = 0; s < drawn.Length; s++)
            starts[s + 1] = starts[s] + drawn[s].Length;
        return [.. layers.Zip(rows).SelectMany(l => Enumerable.Range(0, l.First.Heads).Select(h => Head(l.First, l.Second, h, starts)))];
    }

    private static NamedHead Head(AttentionLayer layer, LayerRows rows, int head, int[] starts) => new(
        $"L{layer.Layer} H{head}",
        new HeadVectors(
            VectorChunk.Decode(rows.Queries[head]!.Chunk), VectorChunk.Decode(rows.Keys[layer.KeyHeadOf[head]]!.Chunk),
            layer.HeadWidth, (float)layer.Scale, layer.Causal, starts));
}

/// <summary>A head with its name, such as <c>L0 H2</c>.</summary>
internal sealed record NamedHead(string Name, HeadVectors Vectors);
