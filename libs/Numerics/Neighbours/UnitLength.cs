namespace AttentionViz.Numerics.Neighbours;

/// <summary>Scales rows to unit length, which turns cosine distance into half the squared Euclidean distance.</summary>
public static class UnitLength
{
    /// <summary>Normalizes every row in place; rows of zeros stay.</summary>
    public static void Normalize(Span<float> rows, int width)
    {
        for (var start = 0; start < rows.Length; start += width)
        {
            var row = rows.Slice(start, width);
            double square = 0;
            foreach (var value in row)
                square += (double)value * value;
            if (square == 0)
                continue;
            var factor = 1 / Math.Sqrt(square);
            for (var w = 0; w < row.Length; w++)
                row[w] = (float)(row[w] * factor);
        }
    }
}
