using AttentionViz.Extractor.Layouts;

namespace AttentionViz.Extractor.Verification;

/// <summary>Broadcasting by the rules of ONNX.</summary>
internal static class Broadcast
{
    /// <summary>A tensor repeated to a shape, row-major.</summary>
    /// <exception cref="LayoutException">The shape does not have <paramref name="count"/> elements or does not fit.</exception>
    public static float[] Read(TensorData tensor, int[] shape, int count)
    {
        if (shape.Aggregate(1L, (a, b) => a * b) != count || !Fits(tensor.Shape, shape))
            throw new LayoutException($"a mask of shape [{string.Join(", ", tensor.Shape)}] does not fit logits of shape [{string.Join(", ", shape)}]");
        var strides = Strides(tensor.Shape, shape);
        var result = new float[count];
        var index = new int[shape.Length];
        for (int i = 0, at = 0; i < count; i++)
        {
            result[i] = tensor.Data[at];
            for (var axis = shape.Length - 1; axis >= 0; axis--)
            {
                at += strides[axis];
                if (++index[axis] < shape[axis])
                    break;
                at -= strides[axis] * shape[axis];
                index[axis] = 0;
            }
        }

        return result;
    }

    private static bool Fits(int[] from, int[] to) =>
        from.Length <= to.Length && from.Zip(to[(to.Length - from.Length)..]).All(axis => axis.First == 1 || axis.First == axis.Second);

    private static int[] Strides(int[] from, int[] to)
    {
        var strides = new int[to.Length];
        var step = 1;
        for (var axis = from.Length - 1; axis >= 0; axis--)
        {
            strides[axis + to.Length - from.Length] = from[axis] == 1 ? 0 : step;
            step *= from[axis];
        }

        return strides;
    }
}
