namespace AttentionViz.Numerics.Linear;

/// <summary>
/// Eigenvalues and eigenvectors of a small dense symmetric matrix: Householder reduction to tridiagonal form, then
/// implicit QL (Golub, Van Loan: Matrix Computations, 8.3). O(n^3) in plain double precision, the same on every machine.
/// </summary>
public static class SymmetricEigen
{
    /// <summary>Decomposes <paramref name="matrix"/> = sum_r values[r] v_r v_r^T.</summary>
    /// <param name="matrix">[n x n] symmetric, row-major; overwritten.</param>
    /// <param name="n">Order.</param>
    /// <returns>Values descending; Vectors [n x n], row r the unit eigenvector of value r, its largest component positive.</returns>
    public static (double[] Values, double[] Vectors) Decompose(double[] matrix, int n)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        if (matrix.Length != n * n)
            throw new ArgumentException($"{matrix.Length} values are not a {n} x {n} matrix.", nameof(matrix));

        var basis = Identity(n);
        var diagonal = new double[n];
        var offDiagonal = new double[n];
        Tridiagonalize(matrix, n, basis);
        for (var i = 0; i < n; i++)
        {
            diagonal[i] = matrix[(i * n) + i];
            offDiagonal[i] = i + 1 < n ? matrix[(i * n) + i + 1] : 0;
        }

        // QL rotates rows of the transpose, so that each rotation runs over contiguous memory.
        var vectors = Transpose(basis, n);
        TridiagonalEigen.Diagonalize(diagonal, offDiagonal, vectors, n);
        return Sorted(diagonal, vectors, n);
    }

    /// <summary>Orders pairs by descending value and fixes each vector's sign by its largest-magnitude component.</summary>
    internal static (double[] Values, double[] Vectors) Sorted(double[] values, double[] vectors, int width)
    {
        var count = values.Length;
        var order = Enumerable.Range(0, count).OrderByDescending(i => values[i]).ToArray();
        var sortedValues = new double[count];
        var sortedVectors = new double[vectors.Length];
        for (var r = 0; r < count; r++)
        {
            sortedValues[r] = values[order[r]];
            var target = sortedVectors.AsSpan(r * width, width);
            vectors.AsSpan(order[r] * width, width).CopyTo(target);
            FixSign(target);
        }

        return (sortedValues, sortedVectors);
    }

    /// <summary>Makes the component of largest magnitude positive (the first of equals).</summary>
    internal static void FixSign(Span<double> vector)
    {
        var largest = 0;
        for (var i = 1; i < vector.Length; i++)
        {
            if (Math.Abs(vector[i]) > Math.Abs(vector[largest]))
                largest = i;
        }

        if (vector.Length == 0 || vector[largest] >= 0)
            return;
        for (var i = 0; i < vector.Length; i++)
            vector[i] = -vector[i];
    }

    private static void Tridiagonalize(double[] a, int n, double[] basis)
    {
        var v = new double[n];
        var p = new double[n];
        for (var k = 0; k + 2 < n; k++)
        {
            // Reflector that maps column k below the diagonal to a multiple of its first component.
            double norm = 0;
            for (var i = k + 1; i < n; i++)
            {
                v[i] = a[(i * n) + k];
                norm += v[i] * v[i];
            }

            norm = Math.Sqrt(norm);
            if (norm == 0)
                continue;
            var alpha = v[k + 1] > 0 ? -norm : norm;
            v[k + 1] -= alpha;
            double length = 0;
            for (var i = k + 1; i < n; i++)
                length += v[i] * v[i];
            if (length == 0)
                continue;
            var beta = 2 / length;
            ReflectBothSides(a, n, k + 1, v, p, beta);
            a[((k + 1) * n) + k] = a[(k * n) + k + 1] = alpha;
            for (var i = k + 2; i < n; i++)
                a[(i * n) + k] = a[(k * n) + i] = 0;
            ReflectRight(basis, n, k + 1, v, beta);
        }
    }

    private static void ReflectBothSides(double[] a, int n, int first, double[] v, double[] p, double beta)
    {
        double projection = 0;
        for (var i = first; i < n; i++)
        {
            p[i] = beta * VectorOps.Dot(a.AsSpan((i * n) + first, n - first), v.AsSpan(first, n - first));
            projection += p[i] * v[i];
        }

        var half = beta / 2 * projection;
        for (var i = first; i < n; i++)
            p[i] -= half * v[i];
        for (var i = first; i < n; i++)
        {
            var row = a.AsSpan((i * n) + first, n - first);
            VectorOps.AddScaled(-v[i], p.AsSpan(first, n - first), row);
            VectorOps.AddScaled(-p[i], v.AsSpan(first, n - first), row);
        }
    }

    private static void ReflectRight(double[] basis, int n, int first, double[] v, double beta)
    {
        for (var i = 0; i < n; i++)
        {
            var row = basis.AsSpan((i * n) + first, n - first);
            var factor = beta * VectorOps.Dot(row, v.AsSpan(first, n - first));
            VectorOps.AddScaled(-factor, v.AsSpan(first, n - first), row);
        }
    }

    private static double[] Identity(int n)
    {
        var result = new double[n * n];
        for (var i = 0; i < n; i++)
            result[(i * n) + i] = 1;
        return result;
    }

    private static double[] Transpose(double[] a, int n)
    {
        var result = new double[n * n];
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++)
                result[(j * n) + i] = a[(i * n) + j];
        }

        return result;
    }
}
