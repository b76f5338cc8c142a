namespace AttentionViz.Extractor.Running;

/// <summary>The vectors of one batch; disposing it gives its buffers back.</summary>
public sealed class AttentionBatch : IDisposable
{
    internal AttentionBatch(IReadOnlyList<int> lengths, int length, IReadOnlyList<LayerVectors> layers) =>
        (Lengths, Length, Layers) = (lengths, length, layers);

    /// <summary>Tokens of each sequence, of its source side where there are two, in the order they were given.</summary>
    public IReadOnlyList<int> Lengths { get; }

    /// <summary>Target tokens of each sequence; empty for a model fed by one sequence.</summary>
    public IReadOnlyList<int> TargetLengths { get; internal init; } = [];

    /// <summary>Positions each sequence, or source side, occupies in the tensors, padding included; layers know their own.</summary>
    public int Length { get; }

    public IReadOnlyList<LayerVectors> Layers { get; }

    public void Dispose()
    {
        foreach (var layer in Layers)
            layer.Dispose();
    }
}

/// <summary>
/// Queries, keys and value norms of one layer. Rows at and beyond a sequence's length are padding
/// and hold nothing of meaning.
/// </summary>
public sealed class LayerVectors : IDisposable
{
    private readonly HeadTensor _queries;
    private readonly HeadTensor _keys;
    private readonly ValueNorms _valueNorms;
    private readonly HeadTensor? _weights;

    internal LayerVectors(int layer, HeadTensor queries, HeadTensor keys, ValueNorms valueNorms, HeadTensor? weights = null) =>
        (Layer, _queries, _keys, _valueNorms, _weights) = (layer, queries, keys, valueNorms, weights);

    public int Layer { get; }

    public int Sequences => _queries.Sequences;

    public int Heads => _queries.Heads;

    public int KeyHeads => _keys.Heads;

    public int QueryLength => _queries.Length;

    public int KeyLength => _keys.Length;

    public int HeadWidth => _queries.Width;

    /// <summary>[sequences, heads, query length, head width]</summary>
    public ReadOnlySpan<float> Queries => _queries.Buffer;

    /// <summary>[sequences, key heads, key length, head width]</summary>
    public ReadOnlySpan<float> Keys => _keys.Buffer;

    /// <summary>Euclidean norms of the values, [sequences, key heads, key length].</summary>
    public ReadOnlySpan<float> ValueNorms => _valueNorms.All.Buffer;

    /// <summary>[query length, head width] of one sequence and query head.</summary>
    public ReadOnlySpan<float> Query(int sequence, int head) => _queries.Row(sequence, head);

    /// <summary>[key length, head width] of one sequence and key head.</summary>
    public ReadOnlySpan<float> Key(int sequence, int keyHead) => _keys.Row(sequence, keyHead);

    /// <summary>[key length] of one sequence and key head.</summary>
    public ReadOnlySpan<float> ValueNorm(int sequence, int keyHead) => _valueNorms.All.Row(sequence, keyHead);

    /// <summary>Queries of one sequence and query head where they lie.</summary>
    public HeadRows QueryRows(int sequence, int head) => _queries.Rows(sequence, head);

    /// <summary>Keys of one sequence and key head where they lie.</summary>
    public HeadRows KeyRows(int sequence, int keyHead) => _keys.Rows(sequence, keyHead);

    /// <summary>Norms of the first values of one sequence and key head; no others are computed.</summary>
    public void CopyValueNorms(int sequence, int keyHead, Span<float> to) => _valueNorms.CopyTo(sequence, keyHead, to);

    /// <summary>The model's own weights were read, since queries and keys alone do not give them.</summary>
    public bool HasWeights => _weights is not null;

    /// <summary>[query length, key length] of one sequence and query head, where <see cref="HasWeights"/>.</summary>
    public ReadOnlySpan<float> Weights(int sequence, int head) => _weights!.Row(sequence, head);

    public void Dispose()
    {
        _queries.Dispose();
        _keys.Dispose();
        _valueNorms.Dispose();
        _weights?.Dispose();
    }
}
