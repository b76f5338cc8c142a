using AttentionViz.Numerics.Linear;

namespace AttentionViz.Numerics.Pca;

/// <summary>
/// Principal components of a set of points, by the eigenvectors of their covariance (or of their Gram matrix, where
/// there are fewer points than coordinates). The sign of a component is fixed: its loading of largest magnitude is positive.
/// </summary>
public sealed class PrincipalComponents
{
    private readonly double[] _means;
    private readonly double[] _loadings;

    private PrincipalComponents(
        float[] scores, int dimensions, double[] explainedVariance, double[] explainedVarianceRatio, double[] means, double[] loadings)
    {
        _means = means;
        _loadings = loadings;
        Scores = scores;
        Dimensions = dimensions;
        ExplainedVariance = explainedVariance;
        ExplainedVarianceRatio = explainedVarianceRatio;
    }

    /// <summary>[n x Dimensions] the points, centred, along each component; zeros along components beyond the rank.</summary>
    public float[] Scores { get; }

    public int Dimensions { get; }

    /// <summary>[Dimensions] variance along each component (divisor n - 1), descending.</summary>
    public double[] ExplainedVariance { get; }

    /// <summary>[Dimensions] its share of the total variance, in [0, 1]; zeros where the points do not vary.</summary>
    public double[] ExplainedVarianceRatio { get; }

    /// <summary>Reduces points to their first components.</summary>
    /// <param name="points">[n x width], row-major, finite; n may be 0.</param>
    /// <param name="width">Width of a point.</param>
    /// <param name="dimensions">Components wanted, at least 1.</param>
    public static PrincipalComponents Fit(
        ReadOnlySpan<float> points, int width, int dimensions, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(dimensions, 1);
        var n = points.Length / width;
        var means = Means(points, width);
        var centred = Centre(points, means);
        cancellation.ThrowIfCancellationRequested();

        double total = 0;
        foreach (var value in centred)
            total += value * value;
        var (squares, loadings) = Loadings(centred, n, width, dimensions);
        cancellation.ThrowIfCancellationRequested();

        var scores = Project(centred, n, width, loadings, dimensions);
        var variance = squares.Select(s => n > 1 ? Math.Max(0, s) / (n - 1) : 0).ToArray();
        var ratio = squares.Select(s => total > 0 ? Math.Clamp(s / total, 0, 1) : 0).ToArray();
        return new PrincipalComponents(scores, dimensions, variance, ratio, means, loadings);
    }

    /// <summary>Other points along the components: what <see cref="Scores"/> holds for the points they were found from, bit for bit.</summary>
    /// <param name="points">[m x width], row-major, finite.</param>
    /// <returns>[m x Dimensions].</returns>
    public float[] Project(ReadOnlySpan<float> points)
    {
        if (points.Length % _means.Length != 0)
            throw new ArgumentException($"{points.Length} values are not a whole number of points of width {_means.Length}.", nameof(points));
        return Project(Centre(points, _means), points.Length / _means.Length, _means.Length, _loadings, Dimensions);
    }

    /// <summary>The first <paramref name="dimensions"/> columns of <see cref="Scores"/>, as a matrix of their own.</summary>
    public float[] FirstComponents(int dimensions)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(dimensions, Dimensions);
        var n = Scores.Length / Dimensions;
        var result = new float[n * dimensions];
        for (var i = 0; i < n; i++)
            Scores.AsSpan(i * Dimensions, dimensions).CopyTo(result.AsSpan(i * dimensions));
        return result;
    }

    private static double[] Means(ReadOnlySpan<float> points, int width)
    {
        var means = ColumnMeans.Of(points, width);
        for (var w = 0; w < width; w++)
        {
            // A mean is rounded; a column that does not vary must still centre to exactly 0.
            if (IsConstant(points, width, w))
                means[w] = points[w];
        }

        return means;
    }

    private static double[] Centre(ReadOnlySpan<float> points, double[] means)
    {
        var centred = new double[points.Length];
        for (var start = 0; start < points.Length; start += means.Length)
        {
            for (var w = 0; w < means.Length; w++)
                centred[start + w] = points[start + w] - means[w];
        }

        return centred;
    }

    private static bool IsConstant(ReadOnlySpan<float> points, int width, int column)
    {
        for (var i = column; i < points.Length; i += width)
        {
            if (points[i] != points[column])
                return false;
        }

        return points.Length > 0;
    }

    /// <summary>Sum of squares along each component, and unit loadings [dimensions x width].</summary>
    private static (double[] Squares, double[] Loadings) Loadings(double[] centred, int n, int width, int dimensions)
    {
        var squares = new double[dimensions];
        var loadings = new double[dimensions * width];
        var byCoordinate = width <= n;
        var order = byCoordinate ? width : n;
        var matrix = byCoordinate ? Products.OfColumns(centred, n, width) : Products.OfRows(centred, n, width);
        var (values, vectors) = SymmetricEigen.Decompose(matrix, order);

        // Eigenvalues this small are rounding: their directions would differ between equal inputs in another order.
        var floor = values.Length > 0 ? Math.Max(values[0], 0) * 1e-13 : 0;
        for (var r = 0; r < Math.Min(dimensions, order); r++)
        {
            if (!(values[r] > floor))
                break;
            squares[r] = values[r];
            var vector = vectors.AsSpan(r * order, order);
            var loading = loadings.AsSpan(r * width, width);
            if (byCoordinate)
                vector.CopyTo(loading);
            else
                FromGram(centred, vector, Math.Sqrt(values[r]), loading);
        }

        return (squares, loadings);
    }

    private static void FromGram(double[] centred, ReadOnlySpan<double> vector, double singular, Span<double> loading)
    {
        for (var i = 0; i < vector.Length; i++)
            VectorOps.AddScaled(vector[i] / singular, centred.AsSpan(i * loading.Length, loading.Length), loading);

        SymmetricEigen.FixSign(loading);
    }

    private static float[] Project(double[] centred, int n, int width, double[] loadings, int dimensions)
    {
        var scores = new float[n * dimensions];
        for (var i = 0; i < n; i++)
        {
            var row = centred.AsSpan(i * width, width);
            for (var r = 0; r < dimensions; r++)
                scores[(i * dimensions) + r] = (float)VectorOps.Dot(row, loadings.AsSpan(r * width, width));
        }

        return scores;
    }
}
