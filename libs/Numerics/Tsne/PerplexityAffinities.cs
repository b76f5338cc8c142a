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

    /// <summary>Symmetric affinities over the first <paramref name="k"/> neighbours of each point.</summary>
    public static SymmetricSparse Symmetric(NeighbourGraph graph, int k, double perplexity, int threads, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var n = graph.Count;
        var conditional = Conditional(graph, k, perplexity, threads, cancellation);
        var targets = graph.Indices;
        if (k != graph.K)
        {
            targets = new int[n * k];
            for (var i = 0; i < n; i++)
                graph.Indices.AsSpan(i * graph.K, k).CopyTo(targets.AsSpan(i * k));
        }

        return SymmetricSparse.FromEdges(n, k, targets, conditional, (forward, backward) => (forward + backward) / (2.0 * n));
    }

    /// <summary>[n x k] p_j|i over the first k neighbours of each point; each row sums to 1.</summary>
    public static double[] Conditional(NeighbourGraph graph, int k, double perplexity, int threads, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(k, graph.K);
        var probabilities = new double[graph.Count * k];
        RowBlocks.For(graph.Count, 64, threads, (start, end) =>
        {
            var squares = new double[k];
            for (var i = start; i < end; i++)
            {
                for (var j = 0; j < k; j++)
                {
                    double distance = graph.Distances[(i * graph.K) + j];
                    // Half the squared chord of unit vectors is the cosine distance itself.
                    squares[j] = graph.Metric == Metric.Cosine ? distance : distance * distance;
                }

                Calibrate(squares, Math.Log(perplexity), probabilities.AsSpan(i * k, k));
            }
        }, cancellation);
        return probabilities;
    }

    /// <summary>Bisects the precision of one Gaussian until its entropy is the wanted one. Equal distances give equal shares.</summary>
    private static void Calibrate(double[] squares, double wantedEntropy, Span<double> probabilities)
    {
        // Distances relative to the nearest keep the exponentials from all vanishing.
        var nearest = squares[0];
        double spread = 0;
        for (var j = 0; j < squares.Length; j++)
        {
            squares[j] -= nearest;
            spread += squares[j];
        }

        double precision = spread > 0 ? squares.Length / spread : 1, low = 0, high = double.PositiveInfinity;
        for (var step = 0; step < MaxSteps; step++)
        {
            var excess = Entropy(squares, precision, probabilities) - wantedEntropy;
            if (Math.Abs(excess) < EntropyTolerance || spread == 0)
                return;
            if (excess > 0)
                (low, precision) = (precision, double.IsPositiveInfinity(high) ? precision * 2 : (precision + high) / 2);
            else
                (high, precision) = (precision, (precision + low) / 2);
        }
    }

    /// <summary>Fills the probabilities at a precision and returns their entropy in nats.</summary>
    private static double Entropy(double[] squares, double precision, Span<double> probabilities)
    {
        double total = 0, weighted = 0;
        for (var j = 0; j < squares.Length; j++)
        {
            // Beyond this the product of an infinite precision with distance 0 would be NaN.
            var p = squares[j] == 0 ? 1 : Math.Exp(-squares[j] * precision);
            probabilities[j] = p;
            total += p;
            weighted += p == 0 ? 0 : p * squares[j] * precision;
        }

        foreach (ref var p in probabilities)
            p /= total;
        return Math.Log(total) + (weighted / total);
    }
}
