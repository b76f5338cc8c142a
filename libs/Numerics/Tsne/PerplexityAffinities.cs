using System.Numerics.Tensors;
using AttentionViz.Numerics.Linear;
using AttentionViz.Numerics.Neighbours;
using AttentionViz.Numerics.Threading;

namespace AttentionViz.Numerics.Tsne;

/// <summary>
/// The affinities p_ij of t-SNE: a Gaussian over each point's neighbours whose width gives the asked perplexity (2008
/// paper, equation 1), made symmetric as (p_j|i + p_i|j) / 2n, so that they sum to 1.
/// </summary>
public static class PerplexityAffinities
{
    private const int MaxSteps = 100;
    private const double EntropyTolerance = 1e-6;

    // The precision changes by no more than this in a step, as a logarithm: far from the goal the slope may all but vanish.
    private const double MaxLogStep = 2;

    /// <summary>Symmetric affinities over the first <paramref name="k"/> neighbours of each point.</summary>
    public static SymmetricSparse Symmetric(NeighbourGraph graph, int k, double perplexity, int threads, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var n = graph.Count;
        var targets = new int[n * k];
        var weights = new float[n * k];
        ForRows(graph, k, perplexity, threads, (i, shares) =>
        {
            graph.Indices.AsSpan(i * graph.K, k).CopyTo(targets.AsSpan(i * k));
            TensorPrimitives.ConvertTruncating<double, float>(shares, weights.AsSpan(i * k, k));
        }, cancellation);
        return SymmetricSparse.FromEdges(n, k, targets, weights, (forward, backward) => (forward + backward) / (2.0 * n));
    }

    /// <summary>[n x k] p_j|i over the first k neighbours of each point; each row sums to 1.</summary>
    public static double[] Conditional(NeighbourGraph graph, int k, double perplexity, int threads, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var probabilities = new double[graph.Count * k];
        ForRows(graph, k, perplexity, threads, (i, shares) => shares.CopyTo(probabilities.AsSpan(i * k)), cancellation);
        return probabilities;
    }

    private static void ForRows(
        NeighbourGraph graph, int k, double perplexity, int threads, Action<int, ReadOnlySpan<double>> use, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(k, graph.K);
        RowBlocks.For(graph.Count, 64, threads, (start, end) =>
        {
            var (squares, fourths, shares) = (new double[k], new double[k], new double[k]);
            for (var i = start; i < end; i++)
            {
                for (var j = 0; j < k; j++)
                {
                    double distance = graph.Distances[(i * graph.K) + j];
                    // Half the squared chord of unit vectors is the cosine distance itself.
                    squares[j] = graph.Metric == Metric.Cosine ? distance : distance * distance;
                }

                Calibrate(squares, fourths, Math.Log(perplexity), shares);
                use(i, shares);
            }
        }, cancellation);
    }

    /// <summary>
    /// Newton's method on the logarithm of the precision, kept between bounds, until the entropy of the Gaussian is the wanted
    /// one. Equal distances give equal shares.
    /// </summary>
    /// <param name="squares">[k] squared distances, ascending; overwritten. Likewise <paramref name="fourths"/>, of any content.</param>
    private static void Calibrate(Span<double> squares, Span<double> fourths, double wantedEntropy, Span<double> probabilities)
    {
        // Distances relative to the nearest keep the exponentials from all vanishing.
        TensorPrimitives.Subtract(squares, squares[0], squares);
        TensorPrimitives.Multiply(squares, squares, fourths);
        var spread = TensorPrimitives.Sum<double>(squares);
        double log = spread > 0 ? Math.Log(squares.Length / spread) : 0, low = double.NegativeInfinity, high = double.PositiveInfinity;
        for (var step = 0; step < MaxSteps; step++)
        {
            var precision = Math.Exp(log);
            TensorPrimitives.Multiply(squares, -precision, probabilities);
            TensorPrimitives.Exp(probabilities, probabilities);
            TensorPrimitives.Divide(probabilities, TensorPrimitives.Sum<double>(probabilities), probabilities);
            var mean = TensorPrimitives.Dot<double>(probabilities, squares);
            // The nearest has distance 0 and so the logarithm of the sum of exponentials as that of its share.
            var excess = (precision * mean) - Math.Log(probabilities[0]) - wantedEntropy;
            if (Math.Abs(excess) < EntropyTolerance || spread == 0)
                return;
            (low, high) = excess > 0 ? (log, high) : (low, log);
            // Entropy falls with the logarithm of the precision as its square times the variance of the distances.
            var slope = precision * precision * (TensorPrimitives.Dot<double>(probabilities, fourths) - (mean * mean));
            var next = log + (slope > 0 ? Math.Clamp(excess / slope, -MaxLogStep, MaxLogStep) : Math.CopySign(MaxLogStep, excess));
            log = next > low && next < high ? next : (low + high) / 2;
        }
    }
}
