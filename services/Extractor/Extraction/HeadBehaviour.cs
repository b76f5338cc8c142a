using System.Numerics.Tensors;
using AttentionViz.Pipeline.Atlases;

namespace AttentionViz.Extractor.Extraction;

/// <summary>Adds what one head does within one sequence to its statistics.</summary>
internal static class HeadBehaviour
{
    /// <param name="queries">[length, width].</param>
    /// <param name="keys">[length, width].</param>
    public static void Add(HeadStatistics sums, ReadOnlySpan<float> queries, ReadOnlySpan<float> keys, int width, float scale, bool causal, EncodedSequence sequence)
    {
        var length = sequence.Length;
        if (sums.QuerySum.Length == 0) (sums.QuerySum, sums.KeySum) = (new double[width], new double[width]);
        sums.Tokens += length;
        sums.QuerySquaredNorm += TensorPrimitives.SumOfSquares(queries[..(length * width)]);
        sums.KeySquaredNorm += TensorPrimitives.SumOfSquares(keys[..(length * width)]);
        var weights = new float[length];
        var ids = sequence.Ids;
        for (var i = 0; i < length; i++)
        {
            var query = queries.Slice(i * width, width);
            for (var d = 0; d < width; d++)
            {
                sums.QuerySum[d] += query[d];
                sums.KeySum[d] += keys[(i * width) + d];
            }

            var inSight = weights.AsSpan(0, causal ? i + 1 : length);
            for (var j = 0; j < inSight.Length; j++) inSight[j] = scale * TensorPrimitives.Dot(query, keys.Slice(j * width, width));
            TensorPrimitives.SoftMax(inSight, inSight);
            AddQuery(sums, inSight, i, ids, sequence.Special);
        }
    }

    private static void AddQuery(HeadStatistics sums, ReadOnlySpan<float> weights, int i, int[] ids, bool[] special)
    {
        sums.Self += weights[i];
        sums.First += weights[0];
        if (i > 0) sums.Previous += weights[i - 1];
        if (i + 1 < weights.Length) sums.Next += weights[i + 1];
        double entropy = 0;
        for (var j = 0; j < weights.Length; j++)
        {
            var weight = weights[j];
            if (special[j]) sums.Special += weight;
            if (j != i && ids[j] == ids[i]) sums.SameToken += weight;
            if (j > 0 && j - 1 < i && ids[j - 1] == ids[i] && j != i) sums.Induction += weight;
            if (weight > 0) entropy -= weight * Math.Log(weight);
        }

        if (weights.Length > 1) sums.Entropy += entropy / Math.Log(weights.Length);
    }
}
