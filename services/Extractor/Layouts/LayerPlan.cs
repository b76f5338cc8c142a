namespace AttentionViz.Extractor.Layouts;

/// <summary>Where a layer's vectors are read from.</summary>
/// <param name="Tensor">Graph output.</param>
/// <param name="Heads">Distinct heads in it.</param>
/// <param name="Width">Components of one vector.</param>
internal sealed record VectorPlan(string Tensor, HeadLayout Layout, int Heads, int Width)
{
    /// <summary>The shape of an output with a given number of elements.</summary>
    public HeadShape Shape(int sequences, long count) =>
        new(sequences, Heads, checked((int)(count / ((long)sequences * Heads * Width))), Width);
}

/// <summary>How one layer's queries, keys and values are read from the pruned graph.</summary>
/// <param name="KeyHeadOf">For each query head its key head.</param>
/// <param name="ValueHeadOf">For each key head the value head read beside it.</param>
/// <param name="Windows">Attention windows per sequence; 1 where the whole sequence attends to itself.</param>
/// <param name="Scale">softmax(scale * q.k + mask) over the vectors read.</param>
internal sealed record LayerPlan(
    VectorPlan Query,
    VectorPlan Key,
    VectorPlan Value,
    int[] KeyHeadOf,
    int[] ValueHeadOf,
    int Windows,
    double Scale)
{
    /// <summary>
    /// The model's own attention weights, [sequences, heads, queries, keys] in that order, merged or not; read where
    /// queries and keys alone do not give them.
    /// </summary>
    public string? Weights { get; init; }

    public IEnumerable<string> Tensors => new[] { Query.Tensor, Key.Tensor, Value.Tensor, Weights }.OfType<string>();
}
