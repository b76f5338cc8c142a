using System.Numerics.Tensors;

namespace AttentionViz.Gateway.Atlases;

/// <summary>Attention of one sequence and head from its queries and keys, in double precision.</summary>
internal static class AttentionMath
{
    /// <param name="queries">Tokens x width; so are <paramref name="keys"/>.</param>
    /// <param name="keyWeights">One for each key, multiplied in before rows are rescaled; null for none.</param>
    /// <param name="hidden">Positions left out, as query and as key.</param>
    /// <returns>Tokens x tokens; rows sum to 1, or are 0 where nothing is left to look at.</returns>
    public static float[] Weights(
        ReadOnlySpan<float> queries, ReadOnlySpan<float> keys, int width, double scale, bool causal, float[]? keyWeights, IReadOnlySet<int> hidden)
    {
        var tokens = queries.Length / width;
        var (q, k) = (new double[queries.Length], new double[keys.Length]);
        TensorPrimitives.ConvertTruncating<float, double>(queries, q);
        TensorPrimitives.ConvertTruncating<float, double>(keys, k);
        var weights = new float[tokens * tokens];
        var row = new double[tokens];
        for (var i = 0; i < tokens; i++)
        {
            if (hidden.Contains(i)) continue;
            var inSight = causal ? i + 1 : tokens;
            for (var j = 0; j < inSight; j++)
            {
                row[j] = hidden.Contains(j)
                    ? double.NegativeInfinity
                    : scale * TensorPrimitives.Dot<double>(q.AsSpan(i * width, width), k.AsSpan(j * width, width));
            }

            Normalize(row.AsSpan(0, inSight), keyWeights);
            for (var j = 0; j < inSight; j++) weights[i * tokens + j] = (float)row[j];
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
