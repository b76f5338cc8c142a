namespace AttentionViz.Numerics;

/// <summary>
/// The sampled query and key vectors of one attention head: attention of query i over keys j of the same sequence is
/// <c>softmax_j(Scale * q_i . k_j)</c>. Immutable by convention; the arrays are not copied.
/// </summary>
public sealed class HeadVectors
{
    /// <summary>Checks shapes and finiteness and wraps the arrays.</summary>
    /// <param name="queries">[tokens x width], row-major, finite.</param>
    /// <param name="keys">[tokens x width], row-major, finite; row i is the key of the same token as query i.</param>
    /// <param name="width">Width of a vector, at least 1.</param>
    /// <param name="scale">Factor of the logits, finite (usually 1/sqrt(width), or 1 where the queries hold it).</param>
    /// <param name="causal">Whether a query attends only keys at or before its own position.</param>
    /// <param name="sequenceStarts">First row of each sequence, ascending from 0, then the number of tokens.</param>
    /// <param name="queryMeans">[width] mean query of the whole corpus; null = the mean of <paramref name="queries"/>.</param>
    /// <param name="keyMeans">[width] mean key of the whole corpus; null = the mean of <paramref name="keys"/>.</param>
    /// <exception cref="ArgumentException">A shape does not fit or a value is not finite.</exception>
    public HeadVectors(
        float[] queries,
        float[] keys,
        int width,
        float scale,
        bool causal,
        int[] sequenceStarts,
        double[]? queryMeans = null,
        double[]? keyMeans = null)
    {
        ArgumentNullException.ThrowIfNull(queries);
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(sequenceStarts);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        if (queries.Length % width != 0)
            throw new ArgumentException($"{queries.Length} values are not a whole number of rows of width {width}.", nameof(queries));
        if (keys.Length != queries.Length)
            throw new ArgumentException($"Keys hold {keys.Length} values, queries {queries.Length}; they must agree.", nameof(keys));
        if (!float.IsFinite(scale))
            throw new ArgumentException($"Scale is {scale}; it must be finite.", nameof(scale));

        Tokens = queries.Length / width;
        CheckStarts(sequenceStarts, Tokens);
        Finite.Check(queries, width, nameof(queries));
        Finite.Check(keys, width, nameof(keys));
        CheckMeans(queryMeans, width, nameof(queryMeans));
        CheckMeans(keyMeans, width, nameof(keyMeans));

        Queries = queries;
        Keys = keys;
        Width = width;
        Scale = scale;
        Causal = causal;
        SequenceStarts = sequenceStarts;
        QueryMeans = queryMeans ?? ColumnMeans.Of(queries, width);
        KeyMeans = keyMeans ?? ColumnMeans.Of(keys, width);
    }

    /// <summary>[Tokens x Width], row-major.</summary>
    public float[] Queries { get; }

    /// <summary>[Tokens x Width], row-major.</summary>
    public float[] Keys { get; }

    /// <summary>Number of sampled tokens; each has one query and one key.</summary>
    public int Tokens { get; }

    /// <summary>Width of a query or key vector.</summary>
    public int Width { get; }

    /// <summary>Factor of the logits.</summary>
    public float Scale { get; }

    /// <summary>Whether a query attends only keys at or before its own position.</summary>
    public bool Causal { get; }

    /// <summary>First row of each sequence, then <see cref="Tokens"/>.</summary>
    public int[] SequenceStarts { get; }

    /// <summary>Number of sequences.</summary>
    public int Sequences => SequenceStarts.Length - 1;

    /// <summary>[Width] mean query: of the corpus where given, else of the sample.</summary>
    public double[] QueryMeans { get; }

    /// <summary>[Width] mean key: of the corpus where given, else of the sample.</summary>
    public double[] KeyMeans { get; }

    /// <summary>The query of one token.</summary>
    public ReadOnlySpan<float> Query(int token) => Queries.AsSpan(token * Width, Width);

    /// <summary>The key of one token.</summary>
    public ReadOnlySpan<float> Key(int token) => Keys.AsSpan(token * Width, Width);

    /// <summary>The rows of the keys that the query of <paramref name="token"/> may attend, given its sequence: [start, end).</summary>
    public (int Start, int End) Attendable(int sequence, int token) =>
        (SequenceStarts[sequence], Causal ? token + 1 : SequenceStarts[sequence + 1]);

    private static void CheckStarts(int[] starts, int tokens)
    {
        if (starts.Length == 0 || starts[0] != 0 || starts[^1] != tokens)
            throw new ArgumentException($"Sequence starts must begin with 0 and end with the number of tokens, {tokens}.", nameof(starts));
        for (var s = 1; s < starts.Length; s++)
        {
            if (starts[s] < starts[s - 1])
                throw new ArgumentException($"Sequence starts must ascend; entry {s} is {starts[s]} after {starts[s - 1]}.", nameof(starts));
        }
    }

    private static void CheckMeans(double[]? means, int width, string name)
    {
        if (means is null)
            return;
        if (means.Length != width)
            throw new ArgumentException($"{means.Length} means for vectors of width {width}.", name);
        if (!means.All(double.IsFinite))
            throw new ArgumentException("A mean is not finite.", name);
    }
}
