using AttentionViz.Numerics.Linear;

namespace AttentionViz.Numerics.Alignment;

/// <summary>A symmetric change of coordinates and its inverse.</summary>
/// <param name="Forward">[width x width], row-major; queries are multiplied by it.</param>
/// <param name="Inverse">[width x width], row-major; keys are multiplied by it.</param>
public sealed record AlignmentMatrix(double[] Forward, double[] Inverse)
{
    /// <summary>The change of coordinates of which only the matrix was kept, in single precision.</summary>
    /// <param name="forward">[width x width], row-major, symmetric and positive.</param>
    /// <exception cref="ArgumentException">It is not square, or not positive, so that nothing undoes it.</exception>
    public static AlignmentMatrix Of(ReadOnlySpan<float> forward)
    {
        var width = (int)Math.Sqrt(forward.Length);
        if (width * width != forward.Length)
            throw new ArgumentException($"{forward.Length} values are not a square matrix.", nameof(forward));
        var kept = new double[forward.Length];
        for (var i = 0; i < forward.Length; i++)
            kept[i] = forward[i];
        var (values, vectors) = SymmetricEigen.Decompose([.. kept], width);
        if (!(values[^1] > 0))
            throw new ArgumentException($"The least eigenvalue of the matrix is {values[^1]}; that of an alignment is above 0.", nameof(forward));
        var inverse = new double[forward.Length];
        for (var r = 0; r < width; r++)
        {
            for (var i = 0; i < forward.Length; i++)
                inverse[i] += vectors[(r * width) + (i / width)] * vectors[(r * width) + (i % width)] / values[r];
        }

        return new AlignmentMatrix(kept, inverse);
    }

    /// <summary>Multiplies each row by a symmetric matrix, in double precision.</summary>
    /// <param name="matrix">[width x width]</param>
    /// <param name="rows">[rows x width], row-major.</param>
    /// <param name="target">As long as <paramref name="rows"/>.</param>
    internal static void Multiply(double[] matrix, ReadOnlySpan<float> rows, Span<float> target)
    {
        var width = (int)Math.Sqrt(matrix.Length);
        var sums = new double[width];
        for (var start = 0; start < rows.Length; start += width)
        {
            sums.AsSpan().Clear();
            for (var i = 0; i < width; i++)
            {
                double x = rows[start + i];
                for (var j = 0; j < width; j++)
                    sums[j] += x * matrix[(i * width) + j];
            }

            for (var j = 0; j < width; j++)
                target[start + j] = (float)sums[j];
        }
    }

    /// <summary>A vector times a symmetric matrix.</summary>
    internal static double[] Multiply(double[] matrix, double[] vector)
    {
        var width = vector.Length;
        var product = new double[width];
        for (var i = 0; i < width; i++)
        {
            for (var j = 0; j < width; j++)
                product[i] += matrix[(i * width) + j] * vector[j];
        }

        return product;
    }
}
