namespace AttentionViz.Numerics;

/// <summary>Means of the columns of a row-major matrix.</summary>
public static class ColumnMeans
{
    /// <summary>[width] means, accumulated in double precision; zeros when there are no rows.</summary>
    public static double[] Of(ReadOnlySpan<float> values, int width)
    {
        var means = new double[width];
        var rows = values.Length / width;
        if (rows == 0)
            return means;
        for (var r = 0; r < rows; r++)
        {
            var row = values.Slice(r * width, width);
            for (var c = 0; c < row.Length; c++)
                means[c] += row[c];
        }

        for (var c = 0; c < width; c++)
            means[c] /= rows;
        return means;
    }
}
