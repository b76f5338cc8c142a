using System.Numerics.Tensors;

namespace AttentionViz.Numerics.Comparison;

/// <summary>How far two distributions lie apart (Lin: Divergence Measures Based on the Shannon Entropy, 1991).</summary>
public static class JensenShannon
{
    // Stands for 0 where a quotient or a logarithm of 0 would be multiplied by 0.
    private const double Least = 1e-300;

    /// <summary>
    /// The square root of the Jensen-Shannon divergence in bits, 0..1, a metric: 0 exactly where both are the same, 1 where
    /// they share nothing.
    /// </summary>
    /// <param name="p">Non-negative, sum 1.</param>
    /// <param name="q">Likewise, of the same length.</param>
    /// <param name="scratch">Room for twice as many values.</param>
    public static double Distance(ReadOnlySpan<double> p, ReadOnlySpan<double> q, Span<double> scratch)
    {
        var middle = scratch[..p.Length];
        var ratio = scratch.Slice(p.Length, p.Length);
        TensorPrimitives.Add(p, q, middle);
        TensorPrimitives.Multiply(middle, 0.5, middle);
        TensorPrimitives.Max(middle, Least, middle);
        return Math.Sqrt(Math.Clamp((Divergence(p, middle, ratio) + Divergence(q, middle, ratio)) / 2, 0, 1));
    }

    /// <summary>Kullback and Leibler's divergence from the middle in bits.</summary>
    private static double Divergence(ReadOnlySpan<double> p, ReadOnlySpan<double> middle, Span<double> ratio)
    {
        TensorPrimitives.Divide(p, middle, ratio);
        TensorPrimitives.Max(ratio, Least, ratio);
        TensorPrimitives.Log2<double>(ratio, ratio);
        return TensorPrimitives.Dot<double>(p, ratio);
    }
}
