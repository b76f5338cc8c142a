namespace AttentionViz.Numerics;

/// <summary>Covariance of rows.</summary>
internal static class Covariance
{
    /// <summary>[width x width] covariance of the population, row-major; zeros without rows.</summary>
    /// <param name="values">[rows x width], row-major.</param>
    public static double[] Of(ReadOnlySpan<float> values, int width)
    {
        var means = ColumnMeans.Of(values, width);
        var covariance = new double[width * width];
        var rows = values.Length / width;
        var centred = new double[width];
        for (var row = 0; row < rows; row++)
        {
            for (var i = 0; i < width; i++)
                centred[i] = values[(row * width) + i] - means[i];
            for (var i = 0; i < width; i++)
            {
                for (var j = 0; j <= i; j++)
                    covariance[(i * width) + j] += centred[i] * centred[j] / rows;
            }
        }

        for (var i = 0; i < width; i++)
        {
            for (var j = 0; j < i; j++)
                covariance[(j * width) + i] = covariance[(i * width) + j];
        }

        return covariance;
    }
}
