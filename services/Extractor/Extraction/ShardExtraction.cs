using AttentionViz.Extractor.Running;
using AttentionViz.Pipeline.Atlases;

namespace AttentionViz.Extractor.Extraction;

/// <summary>Runs a model over the sequences of one shard.</summary>
public static class ShardExtraction
{
    /// <param name="layers">Layers wanted.</param>
    /// <param name="sequences">All sequences of the shard; statistics are taken of each.</param>
    /// <param name="sampled">Places in <paramref name="sequences"/>, ascending, whose vectors are kept as rows, in that order.</param>
    /// <param name="tokensPerBatch">Most positions of a batch, padding included.</param>
    /// <param name="progress">Told the tokens done so far after each batch.</param>
    public static async Task<IReadOnlyList<LayerRows>> RunAsync(
        AttentionModel model, IReadOnlyList<AttentionLayer> layers, IReadOnlyList<EncodedSequence> sequences, IReadOnlyList<int> sampled,
        int tokensPerBatch, Func<long, Task> progress, CancellationToken cancellationToken)
    {
        var firstRow = new int[sequences.Count];
        Array.Fill(firstRow, -1);
        var rows = 0;
        foreach (var s in sampled)
        {
            firstRow[s] = rows;
            rows += sequences[s].Length;
        }

        var results = layers.Select(layer => Empty(layer, rows)).ToArray();
        // One set of sums a sequence, added up in sequence order afterwards: batches follow length,
        // and floating-point sums depend on their order.
        var sums = layers.Select(layer => new HeadStatistics[sequences.Count, layer.Heads]).ToArray();
        long done = 0;
        foreach (var batch in BatchPlanner.Plan([.. sequences.Select(s => s.Length)], tokensPerBatch))
        {
            cancellationToken.ThrowIfCancellationRequested();
            using (var vectors = SequenceBatch.Run(model, [.. batch.Select(s => sequences[s])], cancellationToken))
            {
                for (var l = 0; l < layers.Count; l++)
                {
                    var found = vectors.Layers.First(v => v.Layer == layers[l].Layer);
                    for (var b = 0; b < batch.Length; b++)
                        Take(layers[l], found, b, sequences[batch[b]], batch[b], firstRow[batch[b]], results[l], sums[l]);
                }
            }

            done += batch.Sum(s => (long)sequences[s].Length);
            await progress(done);
        }

        for (var l = 0; l < layers.Count; l++)
        {
            for (var s = 0; s < sequences.Count; s++)
            {
                for (var h = 0; h < layers[l].Heads; h++)
                    if (sums[l][s, h] is { } part) results[l].Statistics[h].Add(part);
            }
        }

        return results;
    }

    private static LayerRows Empty(AttentionLayer layer, int rows) => new(
        layer.Layer, layer.HeadWidth,
        Arrays(layer.Heads, rows * layer.HeadWidth), Arrays(layer.KeyHeads, rows * layer.HeadWidth), Arrays(layer.KeyHeads, rows),
        [.. Enumerable.Range(0, layer.Heads).Select(_ => new HeadStatistics { QuerySum = new double[layer.HeadWidth], KeySum = new double[layer.HeadWidth] })]);

    private static float[][] Arrays(int count, int length) => [.. Enumerable.Range(0, count).Select(_ => new float[length])];

    private static void Take(
        AttentionLayer layer, LayerVectors vectors, int inBatch, EncodedSequence sequence, int place, int row, LayerRows rows, HeadStatistics[,] sums)
    {
        var width = layer.HeadWidth;
        var values = sequence.Length * width;
        for (var head = 0; head < layer.Heads; head++)
        {
            var queries = vectors.Query(inBatch, head);
            HeadBehaviour.Add(
                sums[place, head] = new HeadStatistics(), queries, vectors.Key(inBatch, layer.KeyHeadOf[head]), width, (float)layer.Scale, layer.Causal, sequence);
            if (row >= 0) queries[..values].CopyTo(rows.Queries[head].AsSpan(row * width));
        }

        if (row < 0) return;
        for (var head = 0; head < layer.KeyHeads; head++)
        {
            vectors.Key(inBatch, head)[..values].CopyTo(rows.Keys[head].AsSpan(row * width));
            vectors.ValueNorm(inBatch, head)[..sequence.Length].CopyTo(rows.ValueNorms[head].AsSpan(row));
        }
    }
}
