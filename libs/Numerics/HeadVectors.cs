namespace AttentionViz.Numerics;

/// <summary>
/// The sampled query and key vectors of one attention head: attention of query i over keys j of the same sequence is
/// <c>softmax_j(Scale * q_i . k_j)</c>. With self-attention a sequence has one query and one key a token; with cross-attention
/// its queries and keys are of two sides and may differ in number. Immutable by convention; the arrays are not copied.
/// </summary>
public sealed class HeadVectors
{
    /// <summary>Checks shapes and finiteness and wraps the arrays.</summary>
    /// <param name="queries">[queries x width], row-major, finite.</param>
    /// <param name="keys">[keys x width], row-major, finite; with self-attention row i is the key of the same token as query i.</param>
    /// <param name="width">Width of a vector, at least 1.</param>
    /// <param name="scale">Factor of the logits, finite (usually 1/sqrt(width), or 1 where the queries hold it).</param>
    /// <param name="causal">Whether a query attends only keys at or before its own position; self-attention only.</param>
    /// <param name="sequenceStarts">First query row of each sequence, ascending from 0, then the number of queries.</param>
    /// <param name="queryMeans">[width] mean query of the whole corpus; null = the mean of <paramref name="queries"/>.</param>
    /// <param name="keyMeans">[width] mean key of the whole corpus; null = the mean of <paramref name="keys"/>.</param>
    /// <param name="keyStarts">First key row of each sequence, then the number of keys; null = as <paramref name="sequenceStarts"/>.</param>
    /// <exception cref="ArgumentException">A shape does not fit or a value is not finite.</exception>
    public HeadVectors(
        float[] queries,
        float[] keys,
        int width,
        float scale,
        bool causal,
        int[] sequenceStarts,
        double[]? queryMeans = null,
        double[]? keyMeans = null,
        int[]? keyStarts = null)
    {
        ArgumentNullException.ThrowIfNull(queries);
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(sequenceStarts);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        if (queries.Length % width != 0)
            throw new ArgumentException($"{queries.Length} values are not a whole number of rows of width {width}.", nameof(queries));
        if (keys.Length % width != 0)
            throw new ArgumentException($"{keys.Length} values are not a whole number of rows of width {width}.", nameof(keys));
        if (keyStarts is null && keys.Length != queries.Length)
            throw new ArgumentException($"Keys hold {keys.Length} values, queries {queries.Length}; they must agree.", nameof(keys));
        if (!float.IsFinite(scale))
            throw new ArgumentException($"Scale is {scale}; it must be finite.", nameof(scale));

        (QueryCount, KeyCount) = (queries.Length / width, keys.Length / width);
        CheckStarts(sequenceStarts, QueryCount, "queries", nameof(sequenceStarts));
        if (keyStarts is not null)
            CheckSides(sequenceStarts, keyStarts, causal);
        Finite.Check(queries, width, nameof(queries));
        Finite.Check(keys, width, nameof(keys));
        CheckMeans(queryMeans, width, nameof(queryMeans));
        CheckMeans(keyMeans, width, nameof(keyMeans));

        Queries = queries;
        Keys = keys;
        Width = width;
        Scale = scale;
        Causal = causal;
        QueryStarts = sequenceStarts;
        KeyStarts = keyStarts ?? sequenceStarts;
        QueryMeans = queryMeans ?? ColumnMeans.Of(queries, width);
        KeyMeans = keyMeans ?? ColumnMeans.Of(keys, width);
    }

    /// <summary>[QueryCount x Width], row-major.</summary>
    public float[] Queries { get; }

    /// <summary>[KeyCount x Width], row-major.</summary>
    public float[] Keys { get; }

    /// <summary>Number of sampled queries.</summary>
    public int QueryCount { get; }

    /// <summary>Number of sampled keys: as many as queries, but for cross-attention.</summary>
    public int KeyCount { get; }

    /// <summary>Queries and keys together: the points of a map.</summary>
    public int Points => QueryCount + KeyCount;

    /// <summary>Width of a query or key vector.</summary>
    public int Width { get; }

    /// <summary>Factor of the logits.</summary>
    public float Scale { get; }

    /// <summary>Whether a query attends only keys at or before its own position.</summary>
    public bool Causal { get; }

    /// <summary>First query row of each sequence, then <see cref="QueryCount"/>.</summary>
    public int[] QueryStarts { get; }

    /// <summary>First key row of each sequence, then <see cref="KeyCount"/>.</summary>
    public int[] KeyStarts { get; }

    /// <summary>Number of sequences.</summary>
    public int Sequences => QueryStarts.Length - 1;

    /// <summary>[Width] mean query: of the corpus where given, else of the sample.</summary>
    public double[] QueryMeans { get; }

    /// <summary>[Width] mean key: of the corpus where given, else of the sample.</summary>
    public double[] KeyMeans { get; }

    /// <summary>[Width x Width] covariance of all queries of the corpus; null = that of the sample.</summary>
    public double[]? QueryCovariance { get; init; }

    /// <summary>[Width x Width] covariance of all keys of the corpus; null = that of the sample.</summary>
    public double[]? KeyCovariance { get; init; }

    /// <summary>The query of one row.</summary>
    public ReadOnlySpan<float> Query(int row) => Queries.AsSpan(row * Width, Width);

    /// <summary>The key of one row.</summary>
    public ReadOnlySpan<float> Key(int row) => Keys.AsSpan(row * Width, Width);

    /// <summary>The rows of the keys that the query of row <paramref name="query"/> may attend, given its sequence: [start, end).</summary>
    public (int Start, int End) Attendable(int sequence, int query) =>
        (KeyStarts[sequence], Causal ? query + 1 : KeyStarts[sequence + 1]);

    private void CheckSides(int[] queryStarts, int[] keyStarts, bool causal)
    {
        CheckStarts(keyStarts, KeyCount, "keys", nameof(keyStarts));
        if (keyStarts.Length != queryStarts.Length)
            throw new ArgumentException($"Keys are of {keyStarts.Length - 1} sequences, queries of {queryStarts.Length - 1}; they must agree.", nameof(keyStarts));
        if (causal && !keyStarts.AsSpan().SequenceEqual(queryStarts))
            throw new ArgumentException("Causal attention needs one key a query; with keys of another side there is no order of both.", nameof(causal));
    }

    private static void CheckStarts(int[] starts, int rows, string what, string name)
    {
        if (starts.Length == 0 || starts[0] != 0 || starts[^1] != rows)
            throw new ArgumentException($"Sequence starts must begin with 0 and end with the number of {what}, {rows}.", name);
        for (var s = 1; s < starts.Length; s++)
        {
            if (starts[s] < starts[s - 1])
                throw new ArgumentException($"Sequence starts must ascend; entry {s} is {starts[s]} after {starts[s - 1]}.", name);
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
