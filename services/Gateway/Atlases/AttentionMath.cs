using System.Numerics.Tensors;

namespace AttentionViz.Gateway.Atlases;

/// <summary>Attention of one sequence and head from its queries and keys, in single precision, as models have it.</summary>
internal static class AttentionMath
{
    /// <param name="queries">Queries x width.</param>
    /// <param name="keys">Keys x width; as many as queries, but for cross-attention.</param>
    /// <param name="keyWeights">One for each key, multiplied in before rows are rescaled; null for none.</param>
    /// <param name="hiddenQueries">Queries left out.</param>
    /// <param name="hiddenKeys">Keys left out.</param>
    /// <returns>Queries x keys; rows sum to 1, or are 0 where nothing is left to look at.</returns>
    public static float[] Weights(
        ReadOnlySpan<float> queries, ReadOnlySpan<float> keys, int width, double scale, bool causal, float[]? keyWeights,
        IReadOnlySet<int> hiddenQueries, IReadOnlySet<int> hiddenKeys)
    {
        var (rows, columns) = (queries.Length / width, keys.Length / width);
        var hidden = new bool[hiddenKeys.Count == 0 ? 0 : columns];
        foreach (var key in hiddenKeys) hidden[key] = true;
        var weights = new float[rows * columns];
        for (var i = 0; i < rows; i++)
        {
            if (hiddenQueries.Contains(i)) continue;
            Row(queries.Slice(i * width, width), keys, scale, keyWeights, hidden, weights.AsSpan(i * columns, causal ? Math.Min(i + 1, columns) : columns));
        }

        return weights;
    }

    /// <summary>What one query gives to the keys it sees.</summary>
    /// <param name="keyWeights">As above; empty for none.</param>
    /// <param name="hiddenKeys">True for keys left out; empty for none.</param>
    /// <param name="row">One for each of the first keys, those in sight.</param>
    public static void Row(
        ReadOnlySpan<float> query, ReadOnlySpan<float> keys, double scale, ReadOnlySpan<float> keyWeights, ReadOnlySpan<bool> hiddenKeys, Span<float> row)
    {
        var width = query.Length;
        for (var j = 0; j < row.Length; j++) row[j] = TensorPrimitives.Dot(query, keys.Slice(j * width, width));
        TensorPrimitives.Multiply(row, (float)scale, row);
        if (!hiddenKeys.IsEmpty)
        {
            for (var j = 0; j < row.Length; j++)
                if (hiddenKeys[j]) row[j] = float.NegativeInfinity;
        }

        Normalize(row, keyWeights);
    }

    /// <summary>Logits in, weights out. Leaving hidden keys out of the softmax is the same as rescaling the rest, without dividing by almost nothing.</summary>
    private static void Normalize(Span<float> row, ReadOnlySpan<float> keyWeights)
    {
        var largest = row.IsEmpty ? float.NegativeInfinity : TensorPrimitives.Max<float>(row);
        if (float.IsNegativeInfinity(largest))
        {
            row.Clear();
            return;
        }

        TensorPrimitives.Subtract(row, largest, row);
        TensorPrimitives.Exp(row, row);
        if (!keyWeights.IsEmpty) TensorPrimitives.Multiply(row, keyWeights[..row.Length], row);
        var sum = TensorPrimitives.Sum<float>(row);
        if (sum > 0) TensorPrimitives.Divide(row, sum, row);
    }
}
