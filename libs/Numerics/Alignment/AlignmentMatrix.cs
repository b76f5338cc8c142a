namespace AttentionViz.Numerics.Alignment;

/// <summary>A symmetric change of coordinates and its inverse.</summary>
/// <param name="Forward">[width x width], row-major; queries are multiplied by it.</param>
/// <param name="Inverse">[width x width], row-major; keys are multiplied by it.</param>
public sealed record AlignmentMatrix(double[] Forward, double[] Inverse)
{
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
