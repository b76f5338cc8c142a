namespace AttentionViz.Numerics;

/// <summary>Refuses matrices that hold NaN or infinities: one such value would spoil every map silently.</summary>
public static class Finite
{
    /// <summary>Throws naming row and column of the first value that is not finite.</summary>
    /// <param name="values">[rows x width], row-major.</param>
    /// <param name="width">Row width, to name the place.</param>
    /// <param name="name">Parameter name for the exception.</param>
    /// <exception cref="ArgumentException">A value is NaN or infinite.</exception>
    public static void Check(ReadOnlySpan<float> values, int width, string name)
    {
        for (var i = 0; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]))
                throw new ArgumentException($"Row {i / width}, column {i % width} is {values[i]}; every value must be finite.", name);
        }
    }
}
