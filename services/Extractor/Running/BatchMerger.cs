namespace AttentionViz.Extractor.Running;

/// <summary>Puts the results of several runs into one batch, rows in the order they were given.</summary>
/// <param name="lengths">Positions of queries and of keys, by layer.</param>
internal sealed class BatchMerger(int sequences, Func<int, (int Queries, int Keys)> lengths)
{
    private List<(int Layer, HeadTensor Queries, HeadTensor Keys, HeadTensor Norms, HeadTensor? Weights)>? _layers;

    public IReadOnlyList<LayerVectors> Layers =>
        [.. (_layers ?? []).Select(l => new LayerVectors(l.Layer, l.Queries, l.Keys, new ValueNorms(l.Norms), l.Weights))];

    /// <param name="part">Results of one run; disposed here.</param>
    /// <param name="rows">Where each of its sequences belongs.</param>
    public void Add(List<LayerVectors> part, IReadOnlyList<int> rows)
    {
        _layers ??= [.. part.Select(p => (
            p.Layer,
            Empty(p.Heads, lengths(p.Layer).Queries, p.HeadWidth),
            Empty(p.KeyHeads, lengths(p.Layer).Keys, p.HeadWidth),
            Empty(p.KeyHeads, lengths(p.Layer).Keys, 1),
            p.HasWeights ? Empty(p.Heads, lengths(p.Layer).Queries, lengths(p.Layer).Keys) : null))];
        foreach (var (from, to) in part.Zip(_layers))
        {
            for (var i = 0; i < rows.Count; i++)
            {
                for (var h = 0; h < from.Heads; h++)
                    from.Query(i, h).CopyTo(to.Queries.Row(rows[i], h));
                if (to.Weights is { } weights)
                {
                    for (var h = 0; h < from.Heads; h++)
                        CopyRows(from.Weights(i, h), from.KeyLength, weights.Row(rows[i], h), weights.Width);
                }

                for (var h = 0; h < from.KeyHeads; h++)
                {
                    from.Key(i, h).CopyTo(to.Keys.Row(rows[i], h));
                    from.ValueNorm(i, h).CopyTo(to.Norms.Row(rows[i], h));
                }
            }

            from.Dispose();
        }
    }

    /// <summary>Rows become as long as the longest part needs.</summary>
    private static void CopyRows(ReadOnlySpan<float> from, int width, Span<float> to, int length)
    {
        for (var row = 0; row < from.Length / width; row++)
            from.Slice(row * width, width).CopyTo(to.Slice(row * length, width));
    }

    private HeadTensor Empty(int heads, int length, int width)
    {
        var tensor = new HeadTensor(sequences, heads, length, width);
        tensor.Buffer.Clear();
        return tensor;
    }
}
