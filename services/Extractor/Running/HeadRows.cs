namespace AttentionViz.Extractor.Running;

/// <summary>The vectors of one sequence and head where they lie, also inside an output of ONNX Runtime.</summary>
/// <param name="data">From the first component of the first row on.</param>
/// <param name="rowStride">Elements from one row to the next.</param>
/// <param name="componentStride">Elements from one component to the next.</param>
public readonly ref struct HeadRows(ReadOnlySpan<float> data, int length, int width, int rowStride, int componentStride)
{
    public ReadOnlySpan<float> Data { get; } = data;

    public int Length => length;

    public int Width => width;

    public int RowStride => rowStride;

    public int ComponentStride => componentStride;

    /// <summary>Rows lie one behind the other.</summary>
    public bool IsDense => componentStride == 1 && rowStride == width;

    /// <summary>Copies one row.</summary>
    public void CopyRow(int row, Span<float> to)
    {
        var from = Data[(row * rowStride)..];
        if (componentStride == 1)
        {
            from[..width].CopyTo(to);
            return;
        }

        for (var d = 0; d < width; d++) to[d] = from[d * componentStride];
    }
}
