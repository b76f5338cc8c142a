using AttentionViz.Numerics.Linear;
using AttentionViz.Numerics.Randomness;

namespace AttentionViz.Numerics.Umap;

/// <summary>
/// Laplacian eigenmap of the fuzzy graph: the eigenvectors of D^-1/2 W D^-1/2 that follow the trivial one (the least of
/// the normalised Laplacian), by the Lanczos method with full reorthogonalization.
/// </summary>
internal static class SpectralLayout
{
    private const int MaxSteps = 240;
    private const double MaxResidual = 1e-2;

    /// <summary>[n x dimensions] spectral coordinates, or null when the graph is in parts or the vectors did not converge.</summary>
    public static float[]? TryFind(SymmetricSparse graph, int dimensions, ulong seed, CancellationToken cancellation)
    {
        var n = graph.Count;
        if (n < dimensions + 2 || !IsConnected(graph))
            return null;
        var inverseRoots = InverseRootDegrees(graph, out var trivial);
        var steps = Math.Min(MaxSteps, n - 1);
        var basis = new double[steps * n];
        var diagonal = new double[steps];
        var offDiagonal = new double[steps];
        var built = BuildKrylov(graph, inverseRoots, trivial, basis, diagonal, offDiagonal, seed, cancellation);
        if (built < dimensions)
            return null;

        var vectors = new double[built * built];
        for (var i = 0; i < built; i++)
            vectors[(i * built) + i] = 1;
        var last = offDiagonal[built - 1];
        var (_, ritz) = Solve(diagonal[..built], offDiagonal[..built], vectors, built);
        var layout = new float[n * dimensions];
        var direction = new double[n];
        for (var d = 0; d < dimensions; d++)
        {
            var weights = ritz.AsSpan(d * built, built);
            // The residual of a Ritz pair is the last coupling times the last weight.
            if (Math.Abs(last * weights[^1]) > MaxResidual)
                return null;
            Array.Clear(direction);
            for (var s = 0; s < built; s++)
                VectorOps.AddScaled(weights[s], basis.AsSpan(s * n, n), direction);
            SymmetricEigen.FixSign(direction);
            for (var i = 0; i < n; i++)
                layout[(i * dimensions) + d] = (float)direction[i];
        }

        return layout;
    }

    private static (double[] Values, double[] Vectors) Solve(double[] diagonal, double[] offDiagonal, double[] vectors, int n)
    {
        TridiagonalEigen.Diagonalize(diagonal, offDiagonal, vectors, n);
        return SymmetricEigen.Sorted(diagonal, vectors, n);
    }

    private static int BuildKrylov(
        SymmetricSparse graph, double[] inverseRoots, double[] trivial, double[] basis,
        double[] diagonal, double[] offDiagonal, ulong seed, CancellationToken cancellation)
    {
        var n = graph.Count;
        var next = new double[n];
        var random = new SeededRandom(seed);
        for (var i = 0; i < n; i++)
            next[i] = random.NextNormal();
        VectorOps.AddScaled(-VectorOps.Dot(trivial, next), trivial, next);
        var norm = Math.Sqrt(VectorOps.Dot(next, next));
        for (var s = 0; s < diagonal.Length; s++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (!(norm > 1e-10))
                return s;
            var current = basis.AsSpan(s * n, n);
            for (var i = 0; i < n; i++)
                current[i] = next[i] / norm;
            Multiply(graph, inverseRoots, current, next);
            diagonal[s] = VectorOps.Dot(current, next);
            VectorOps.AddScaled(-VectorOps.Dot(trivial, next), trivial, next);
            for (var pass = 0; pass < 2; pass++)
            {
                for (var t = s; t >= 0; t--)
                    VectorOps.AddScaled(-VectorOps.Dot(basis.AsSpan(t * n, n), next), basis.AsSpan(t * n, n), next);
            }

            norm = Math.Sqrt(VectorOps.Dot(next, next));
            offDiagonal[s] = norm;
        }

        return diagonal.Length;
    }

    private static void Multiply(SymmetricSparse graph, double[] inverseRoots, ReadOnlySpan<double> vector, double[] result)
    {
        for (var i = 0; i < graph.Count; i++)
        {
            double sum = 0;
            for (var e = graph.RowStarts[i]; e < graph.RowStarts[i + 1]; e++)
                sum += graph.Values[e] * inverseRoots[graph.Columns[e]] * vector[graph.Columns[e]];
            result[i] = sum * inverseRoots[i];
        }
    }

    private static double[] InverseRootDegrees(SymmetricSparse graph, out double[] trivial)
    {
        var inverse = new double[graph.Count];
        trivial = new double[graph.Count];
        double total = 0;
        for (var i = 0; i < graph.Count; i++)
        {
            double degree = 0;
            for (var e = graph.RowStarts[i]; e < graph.RowStarts[i + 1]; e++)
                degree += graph.Values[e];
            inverse[i] = 1 / Math.Sqrt(degree);
            trivial[i] = Math.Sqrt(degree);
            total += degree;
        }

        for (var i = 0; i < graph.Count; i++)
            trivial[i] /= Math.Sqrt(total);
        return inverse;
    }

    private static bool IsConnected(SymmetricSparse graph)
    {
        var seen = new bool[graph.Count];
        var open = new Stack<int>([0]);
        seen[0] = true;
        var reached = 1;
        while (open.TryPop(out var i))
        {
            for (var e = graph.RowStarts[i]; e < graph.RowStarts[i + 1]; e++)
            {
                var j = graph.Columns[e];
                if (graph.Values[e] > 0 && !seen[j])
                {
                    seen[j] = true;
                    reached++;
                    open.Push(j);
                }
            }
        }

        return reached == graph.Count;
    }
}
