namespace AttentionViz.Numerics.Linear;

/// <summary>
/// The rotation or reflection, and the shift, that bring one set of points as near as possible to another in the least
/// squares sense: the orthogonal Procrustes problem (Schoenemann: A generalized solution of the orthogonal Procrustes problem,
/// 1966). With centred X and Y and the decomposition X^T Y = U S V^T, it is Q = U V^T.
/// </summary>
public sealed class Procrustes
{
    private readonly double[] _from;
    private readonly double[] _to;

    private Procrustes(double[] rotation, double[] from, double[] to)
    {
        Rotation = rotation;
        _from = from;
        _to = to;
    }

    /// <summary>Number of coordinates.</summary>
    public int Dimensions => _from.Length;

    /// <summary>[Dimensions x Dimensions] Q, orthogonal, row-major; a point less its mean is multiplied from the left, as a row.</summary>
    public double[] Rotation { get; }

    /// <summary>Fits points to others, pair by pair.</summary>
    /// <param name="points">[n x dimensions], row-major, finite.</param>
    /// <param name="target">[n x dimensions] where they are wanted.</param>
    /// <param name="dimensions">At least 1.</param>
    /// <exception cref="ArgumentException">There are no points, or the shapes differ.</exception>
    public static Procrustes Fit(ReadOnlySpan<float> points, ReadOnlySpan<float> target, int dimensions)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimensions, 1);
        if (points.IsEmpty || points.Length % dimensions != 0)
            throw new ArgumentException($"{points.Length} values are not at least one whole point of {dimensions} coordinates.", nameof(points));
        if (points.Length != target.Length)
            throw new ArgumentException($"{points.Length / dimensions} points cannot be fitted to {target.Length / dimensions}; give one target a point.", nameof(target));
        double[] from = ColumnMeans.Of(points, dimensions), to = ColumnMeans.Of(target, dimensions);
        var products = new double[dimensions * dimensions];
        for (var at = 0; at < points.Length; at += dimensions)
        {
            for (var r = 0; r < dimensions; r++)
            {
                var x = points[at + r] - from[r];
                for (var c = 0; c < dimensions; c++)
                    products[(r * dimensions) + c] += x * (target[at + c] - to[c]);
            }
        }

        return new Procrustes(PolarFactor(products, dimensions), from, to);
    }

    /// <summary>Moves points, which need not be those that were fitted.</summary>
    /// <param name="points">[any number x Dimensions].</param>
    public float[] Apply(ReadOnlySpan<float> points)
    {
        var moved = new float[points.Length];
        for (var at = 0; at < points.Length; at += Dimensions)
        {
            for (var c = 0; c < Dimensions; c++)
            {
                var value = _to[c];
                for (var r = 0; r < Dimensions; r++)
                    value += (points[at + r] - _from[r]) * Rotation[(r * Dimensions) + c];
                moved[at + c] = (float)value;
            }
        }

        return moved;
    }

    /// <summary>U V^T of the [d x d] matrix M = U S V^T, by the eigenvectors V of M^T M.</summary>
    private static double[] PolarFactor(double[] matrix, int d)
    {
        var (squares, v) = SymmetricEigen.Decompose(Products.OfColumns(matrix, d, d), d);
        var u = new double[d * d];
        var rotation = new double[d * d];
        for (var r = 0; r < d; r++)
        {
            var left = u.AsSpan(r * d, d);
            // Below this share of the largest, a singular value has no direction of its own.
            if (squares[r] > 1e-20 * squares[0])
            {
                for (var i = 0; i < d; i++)
                    left[i] = VectorOps.Dot(matrix.AsSpan(i * d, d), v.AsSpan(r * d, d));
            }

            Complete(u, r, d);
            for (var i = 0; i < d; i++)
            {
                for (var j = 0; j < d; j++)
                    rotation[(i * d) + j] += left[i] * v[(r * d) + j];
            }
        }

        return rotation;
    }

    /// <summary>Makes row r of unit length and orthogonal to the rows before it; an axis takes its place where nothing is left of it.</summary>
    private static void Complete(double[] rows, int r, int d)
    {
        var row = rows.AsSpan(r * d, d);
        for (var axis = 0; ; axis++)
        {
            var before = Math.Sqrt(VectorOps.Dot(row, row));
            // Twice: once leaves a remainder where the row is nearly one of those before it.
            for (var pass = 0; pass < 2; pass++)
            {
                for (var q = 0; q < r; q++)
                {
                    var other = rows.AsSpan(q * d, d);
                    VectorOps.AddScaled(-VectorOps.Dot(row, other), other, row);
                }
            }

            var length = Math.Sqrt(VectorOps.Dot(row, row));
            if (length > 1e-3 * before)
            {
                foreach (ref var value in row)
                    value /= length;
                return;
            }

            row.Clear();
            row[axis] = 1;
        }
    }
}
