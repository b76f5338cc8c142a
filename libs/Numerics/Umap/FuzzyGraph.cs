using System.Numerics.Tensors;
using AttentionViz.Numerics.Linear;
using AttentionViz.Numerics.Neighbours;

namespace AttentionViz.Numerics.Umap;

/// <summary>
/// The fuzzy simplicial set of the points (paper, algorithms 2 and 3): membership exp(-(d - rho_i) / sigma_i) over each
/// neighbourhood, made symmetric by the probabilistic union a + b - ab.
/// </summary>
public static class FuzzyGraph
{
    private const int MaxSteps = 64;
    private const double Tolerance = 1e-5;
    private const double MinSigmaShare = 1e-3;

    /// <summary>Membership strengths in [0, 1] over the first <paramref name="k"/> neighbours of each point.</summary>
    public static SymmetricSparse Build(NeighbourGraph graph, int k)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(k, graph.K);
        var n = graph.Count;
        var targets = new int[n * k];
        var strengths = new float[n * k];
        var row = new double[k];
        double mean = 0;
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < k; j++)
                mean += graph.Distances[(i * graph.K) + j] / ((double)n * k);
        }

        for (var i = 0; i < n; i++)
        {
            graph.Indices.AsSpan(i * graph.K, k).CopyTo(targets.AsSpan(i * k));
            Strengths(graph.Distances.AsSpan(i * graph.K, k), mean, row);
            TensorPrimitives.ConvertTruncating<double, float>(row, strengths.AsSpan(i * k, k));
        }

        return SymmetricSparse.FromEdges(n, k, targets, strengths, (a, b) => a + b - (a * b));
    }

    /// <summary>Strengths of one neighbourhood: sigma is such that they sum to log2(k + 1), the point itself counted in k + 1.</summary>
    internal static void Strengths(ReadOnlySpan<float> distances, double meanDistance, Span<double> strengths)
    {
        double rho = 0, own = 0;
        foreach (var distance in distances)
        {
            if (rho == 0 && distance > 0)
                rho = distance;
            own += distance / (double)distances.Length;
        }

        var wanted = Math.Log2(distances.Length + 1);
        double sigma = 1, low = 0, high = double.PositiveInfinity;
        for (var step = 0; step < MaxSteps; step++)
        {
            var excess = Fill(distances, rho, sigma, strengths) - wanted;
            if (Math.Abs(excess) < Tolerance)
                break;
            if (excess > 0)
                (high, sigma) = (sigma, (low + sigma) / 2);
            else
                (low, sigma) = (sigma, double.IsPositiveInfinity(high) ? sigma * 2 : (sigma + high) / 2);
        }

        var floor = MinSigmaShare * (rho > 0 ? own : meanDistance);
        Fill(distances, rho, Math.Max(sigma, floor), strengths);
    }

    private static double Fill(ReadOnlySpan<float> distances, double rho, double sigma, Span<double> strengths)
    {
        double sum = 0;
        for (var j = 0; j < distances.Length; j++)
        {
            var beyond = distances[j] - rho;
            strengths[j] = beyond <= 0 || sigma == 0 ? 1 : Math.Exp(-beyond / sigma);
            sum += strengths[j];
        }

        return sum;
    }
}
