using AttentionViz.Numerics;
using AttentionViz.Numerics.Alignment;

namespace AttentionViz.Bench.Fidelity;

/// <summary>What a change of coordinates does to attention.</summary>
internal static class SoftmaxDifference
{
    /// <summary>The greatest difference of any attention weight, between a head as extracted and as aligned.</summary>
    /// <param name="prepared">The head that <paramref name="alignment"/> is of.</param>
    public static double Greatest(HeadVectors head, HeadVectors prepared, HeadAlignment alignment)
    {
        var points = alignment.Apply(prepared);
        var queries = head.Queries.Length;
        double greatest = 0;
        for (var s = 0; s < head.Sequences; s++)
        {
            for (var i = head.QueryStarts[s]; i < head.QueryStarts[s + 1]; i++)
            {
                var (start, end) = head.Attendable(s, i);
                var before = Weights(head.Query(i), head.Keys.AsSpan(start * head.Width, (end - start) * head.Width), head.Scale);
                var after = Weights(
                    points.AsSpan(i * head.Width, head.Width), points.AsSpan(queries + (start * head.Width), (end - start) * head.Width), head.Scale);
                for (var j = 0; j < before.Length; j++)
                    greatest = Math.Max(greatest, Math.Abs(before[j] - after[j]));
            }
        }

        return greatest;
    }

    private static double[] Weights(ReadOnlySpan<float> query, ReadOnlySpan<float> keys, double scale)
    {
        var weights = new double[keys.Length / query.Length];
        for (var j = 0; j < weights.Length; j++)
        {
            for (var w = 0; w < query.Length; w++)
                weights[j] += scale * query[w] * keys[(j * query.Length) + w];
        }

        var largest = weights.Max();
        for (var j = 0; j < weights.Length; j++)
            weights[j] = Math.Exp(weights[j] - largest);
        var sum = weights.Sum();
        for (var j = 0; j < weights.Length; j++)
            weights[j] /= sum;
        return weights;
    }
}
