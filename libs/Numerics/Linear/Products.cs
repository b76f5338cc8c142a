namespace AttentionViz.Numerics.Linear;

/// <summary>Products of a matrix with its own transpose.</summary>
internal static class Products
{
    /// <summary>A^T A, [width x width], of A [rows x width].</summary>
    public static double[] OfColumns(double[] a, int rows, int width)
    {
        var product = new double[width * width];
        for (var r = 0; r < rows; r++)
        {
            var row = a.AsSpan(r * width, width);
            for (var i = 0; i < width; i++)
                VectorOps.AddScaled(row[i], row[..(i + 1)], product.AsSpan(i * width, i + 1));
        }

        return Mirrored(product, width);
    }

    /// <summary>A A^T, [rows x rows], of A [rows x width].</summary>
    public static double[] OfRows(double[] a, int rows, int width)
    {
        var product = new double[rows * rows];
        for (var i = 0; i < rows; i++)
        {
            var left = a.AsSpan(i * width, width);
            for (var j = 0; j <= i; j++)
                product[(i * rows) + j] = VectorOps.Dot(left, a.AsSpan(j * width, width));
        }

        return Mirrored(product, rows);
    }

    private static double[] Mirrored(double[] lower, int n)
    {
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < i; j++)
                lower[(j * n) + i] = lower[(i * n) + j];
        }

        return lower;
    }
}
