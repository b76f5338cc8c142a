using System.Numerics.Tensors;

namespace AttentionViz.Gateway.Atlases;

/// <summary>Attention of one sequence and head from its queries and keys, in double precision.</summary>
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
        var (q, k) = (new double[queries.Length], new double[keys.Length]);
        TensorPrimitives.ConvertTruncating<float, double>(queries, q);
        TensorPrimitives.ConvertTruncating<float, double>(keys, k);
        var weights = new float[rows * columns];
        var row = new double[columns];
        for (var i = 0; i < rows; i++)
        {
            if (hiddenQueries.Contains(i)) continue;
            var inSight = causal ? i + 1 : columns;
            for (var j = 0; j < inSight; j++)
            {
                row[j] = hiddenKeys.Contains(j)
                    ? double.NegativeInfinity
                    : scale * TensorPrimitives.Dot<double>(q.AsSpan(i * width, width), k.AsSpan(j * width, width));
            }

            Normalize(row.AsSpan(0, inSight), keyWeights);
            for (var j = 0; j < inSight; j++) weights[i * columns + j] = (float)row[j];
        }

        return weights;
    }

    /// <summary>Logits in, weights out. Leaving hidden keys out of the softmax is the same as rescaling the rest, without dividing by almost nothing.</summary>
    private static void Normalize(Span<double> row, float[]? keyWeights)
    {
        var largest = TensorPrimitives.Max<double>(row);
        if (double.IsNegativeInfinity(largest))
        {
            row.Clear();
            return;
        }

        var sum = 0.0;
        for (var j = 0; j < row.Length; j++)
        {
            row[j] = Math.Exp(row[j] - largest) * (keyWeights?[j] ?? 1);
            sum += row[j];
        }

        if (sum > 0) TensorPrimitives.Divide(row, sum, row);
    }
}
