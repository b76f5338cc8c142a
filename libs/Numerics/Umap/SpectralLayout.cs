using AttentionViz.Numerics.Linear;
using AttentionViz.Numerics.Randomness;

namespace AttentionViz.Numerics.Umap;

/// <summary>
/// Laplacian eigenmap of the fuzzy graph: the eigenvectors of D^-1/2 W D^-1/2 that follow the trivial one (the least of the
/// normalised Laplacian), by subspace iteration with Chebyshev filters (Zhou, Saad, Tiago, Chelikowsky: Self-consistent-field
/// calculations using Chebyshev-filtered subspace iteration, 2006). Eight vectors, the principal components among them, are
/// kept; a filter lifts what lies above the least of their eigenvalues. A start for the descent need not be exact: it ends
/// when eigenvalues hardly move.
/// </summary>
internal static class SpectralLayout
{
    private const int Width = NormalizedGraph.Columns;
    private const int MaxFilters = 12;
    private const int MaxDegree = 40;
    private const double MaxGain = 1e4;
    private const double Tolerance = 0.02;

    // No eigenvalue of the normalised matrix lies below.
    private const double Low = -1;

    /// <summary>[n x dimensions] spectral coordinates, or null when the graph is in parts or too small.</summary>
    /// <param name="graph">Memberships.</param>
    /// <param name="components">[n x dimensions] a guess, such as principal components; may be empty.</param>
    /// <param name="dimensions">At most 3.</param>
    public static float[]? TryFind(
        SymmetricSparse graph, ReadOnlySpan<float> components, int dimensions, ulong seed, int threads, CancellationToken cancellation)
    {
        if (graph.Count < 2 * Width || !NormalizedGraph.IsConnected(graph))
            return null;
        var matrix = new NormalizedGraph(graph, threads);
        var basis = Start(matrix, components, dimensions, seed);
        var (product, previous) = (new float[basis.Length], new float[basis.Length]);
        var values = Rotate(matrix, basis, product, cancellation);
        for (var filter = 0; filter < MaxFilters; filter++)
        {
            var before = values;
            Filter(matrix, ref basis, ref product, ref previous, values, dimensions, cancellation);
            values = Rotate(matrix, basis, product, cancellation);
            if (HasSettled(before, values, dimensions))
                break;
        }

        return Columns(basis, graph.Count, dimensions);
    }

    private static float[] Start(NormalizedGraph matrix, ReadOnlySpan<float> components, int dimensions, ulong seed)
    {
        var random = new SeededRandom(seed);
        var basis = new float[matrix.Count * Width];
        double largest = 1e-30;
        foreach (var value in components)
            largest = Math.Max(largest, Math.Abs(value));
        for (var i = 0; i < matrix.Count; i++)
        {
            for (var c = 0; c < Width; c++)
            {
                // Eigenvectors of the normalised matrix carry the roots of the degrees.
                var value = c < dimensions && !components.IsEmpty ? components[(i * dimensions) + c] / largest : random.NextNormal();
                basis[(i * Width) + c] = (float)(value * matrix.Trivial[i]);
            }
        }

        return basis;
    }

    /// <summary>Turns the basis to its Ritz vectors, descending, and returns their values.</summary>
    private static double[] Rotate(NormalizedGraph matrix, float[] basis, float[] product, CancellationToken cancellation)
    {
        Subspace.Deflate(basis, matrix.Trivial);
        Subspace.Orthonormalize(basis);
        Array.Clear(product);
        matrix.Apply(basis, 1, 0, 0, product, cancellation);
        var (values, vectors) = SymmetricEigen.Decompose(Subspace.Products(basis, product), Width);
        Subspace.Turn(basis, vectors);
        return values;
    }

    /// <summary>
    /// Applies the Chebyshev polynomial that stays within 1 from <see cref="Low"/> to the least of the values, its degree as
    /// high as single precision can tell the largest from the rest.
    /// </summary>
    private static void Filter(
        NormalizedGraph matrix, ref float[] basis, ref float[] product, ref float[] previous, double[] values, int dimensions,
        CancellationToken cancellation)
    {
        // Not so high that it damps what is sought.
        var cut = Math.Clamp(Math.Min(values[^1], values[dimensions - 1] - (1e-3 * (1 - values[dimensions - 1]))), 0, 0.9999);
        double centre = (cut + Low) / 2, half = (cut - Low) / 2;
        var top = Math.Max(values[0], cut + 1e-6);
        var degree = (int)Math.Clamp(Math.Log(2 * MaxGain) / Math.Acosh((top - centre) / half), 4, MaxDegree);
        // T_0 = basis, T_1 = (A - c) / h basis, T_k+1 = 2 (A - c) / h T_k - T_k-1.
        basis.CopyTo(previous, 0);
        Array.Clear(product);
        matrix.Apply(basis, (float)(1 / half), (float)centre, 0, product, cancellation);
        for (var step = 1; step < degree; step++)
        {
            matrix.Apply(product, (float)(2 / half), (float)centre, 1, previous, cancellation);
            (product, previous) = (previous, product);
        }

        (basis, product) = (product, basis);
    }

    private static bool HasSettled(double[] before, double[] after, int dimensions)
    {
        for (var d = 0; d < dimensions; d++)
        {
            if (Math.Abs(after[d] - before[d]) > (Tolerance * (1 - after[d])) + 1e-6)
                return false;
        }

        return true;
    }

    private static float[] Columns(float[] basis, int n, int dimensions)
    {
        var layout = new float[n * dimensions];
        var column = new double[n];
        for (var d = 0; d < dimensions; d++)
        {
            for (var i = 0; i < n; i++)
                column[i] = basis[(i * Width) + d];
            SymmetricEigen.FixSign(column);
            for (var i = 0; i < n; i++)
                layout[(i * dimensions) + d] = (float)column[i];
        }

        return layout;
    }
}
