using AttentionViz.Numerics.Linear;

namespace AttentionViz.Numerics.Umap;

/// <summary>Eight vectors [n x 8] as a basis: made orthonormal, then turned to the best approximations of eigenvectors in their span.</summary>
internal static class Subspace
{
    private const int M = NormalizedGraph.Columns;

    /// <summary>Products of all columns of two sets, [8 x 8] row by row, in double precision.</summary>
    public static double[] Products(float[] left, float[] right)
    {
        var products = new double[M * M];
        for (var start = 0; start < left.Length; start += M)
        {
            for (var a = 0; a < M; a++)
            {
                double value = left[start + a];
                for (var b = 0; b < M; b++)
                    products[(a * M) + b] += value * right[start + b];
            }
        }

        // Halves differ by rounding; what follows wants a symmetric matrix.
        for (var a = 0; a < M; a++)
        {
            for (var b = 0; b < a; b++)
                products[(a * M) + b] = products[(b * M) + a] = (products[(a * M) + b] + products[(b * M) + a]) / 2;
        }

        return products;
    }

    /// <summary>Takes the part along a unit vector [n] from every column.</summary>
    public static void Deflate(float[] columns, float[] unit)
    {
        var along = new double[M];
        for (var i = 0; i < unit.Length; i++)
        {
            for (var c = 0; c < M; c++)
                along[c] += (double)unit[i] * columns[(i * M) + c];
        }

        for (var i = 0; i < unit.Length; i++)
        {
            for (var c = 0; c < M; c++)
                columns[(i * M) + c] -= (float)(along[c] * unit[i]);
        }
    }

    /// <summary>Makes columns orthonormal in place; those that depend on the others become 0.</summary>
    public static void Orthonormalize(float[] columns)
    {
        var (values, vectors) = SymmetricEigen.Decompose(Products(columns, columns), M);
        for (var r = 0; r < M; r++)
        {
            // Below this, single precision has left only rounding.
            var factor = values[r] > values[0] * 1e-10 && values[r] > 0 ? 1 / Math.Sqrt(values[r]) : 0;
            for (var c = 0; c < M; c++)
                vectors[(r * M) + c] *= factor;
        }

        Turn(columns, vectors);
    }

    /// <summary>Replaces each row x of the columns by Q x, Q [8 x 8].</summary>
    public static void Turn(float[] columns, double[] q)
    {
        Span<double> turned = stackalloc double[M];
        // The transpose lets the inner loop run over what lies side by side.
        var transposed = new double[M * M];
        for (var a = 0; a < M; a++)
        {
            for (var b = 0; b < M; b++)
                transposed[(b * M) + a] = q[(a * M) + b];
        }

        for (var start = 0; start < columns.Length; start += M)
        {
            turned.Clear();
            for (var b = 0; b < M; b++)
                VectorOps.AddScaled(columns[start + b], transposed.AsSpan(b * M, M), turned);
            for (var a = 0; a < M; a++)
                columns[start + a] = (float)turned[a];
        }
    }
}
