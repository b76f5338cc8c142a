using AttentionViz.Extractor.Onnx;

namespace AttentionViz.Extractor.Attention;

/// <summary>
/// How logits or weights lie, seen from [.., queries, keys]. Only trailing axes are told, so that it
/// holds whatever the rank, and before and after a reshape of the leading ones.
/// </summary>
/// <param name="order">Of the last axes: which of them each axis of [.., queries, keys] is, counted from the first of these last.</param>
internal sealed class AxisTurn(IReadOnlyList<int> order)
{
    /// <summary>[.., queries, keys] itself.</summary>
    public static readonly AxisTurn None = new([]);

    /// <summary>[.., keys, queries]</summary>
    public static readonly AxisTurn Swapped = new([1, 0]);

    private readonly int[] _order = Trimmed(order);

    public bool IsNone => _order.Length == 0;

    public bool IsSwapped => _order is [1, 0];

    /// <summary>Heads and sequences lie where they do in [.., queries, keys], so their merging or splitting changes nothing.</summary>
    public bool KeepsLead => _order.Length <= 2;

    /// <summary>The axis of the keys.</summary>
    public int KeyAxis(int rank) => IsNone ? rank - 1 : rank - _order.Length + _order[^1];

    /// <summary>How the input of a transpose lies whose output lies so; null where its order does not say.</summary>
    public AxisTurn? Before(NodeProto transpose)
    {
        if (transpose.Find("perm")?.Ints is not { Count: > 0 } perm || perm.Count < _order.Length)
            return null;
        // A damaged graph may hold anything; ONNX Runtime will refuse it.
        if (!perm.Order().SequenceEqual(Enumerable.Range(0, perm.Count).Select(axis => (long)axis)))
            return null;
        var whole = Whole(perm.Count);
        return new AxisTurn([.. whole.Select(axis => (int)perm[axis])]);
    }

    /// <summary>Letters of a tensor that lies so, in the order of [.., queries, keys]; null where there are too few.</summary>
    public string? Letters(string letters) =>
        letters.Length < _order.Length ? null : string.Concat(Whole(letters.Length).Select(axis => letters[axis]));

    /// <summary>Elements of a tensor that lies so, in the order of [.., queries, keys].</summary>
    /// <param name="shape">Of the tensor as it lies.</param>
    public float[] Straighten(float[] values, int[] shape)
    {
        if (IsNone || shape.Length < _order.Length)
            return values;
        var axes = Whole(shape.Length);
        var strides = new int[shape.Length];
        for (int axis = shape.Length - 1, step = 1; axis >= 0; step *= shape[axis--])
            strides[axis] = step;
        var result = new float[values.Length];
        var index = new int[shape.Length];
        for (int i = 0, at = 0; i < result.Length; i++)
        {
            result[i] = values[at];
            for (var axis = axes.Length - 1; axis >= 0; axis--)
            {
                at += strides[axes[axis]];
                if (++index[axis] < shape[axes[axis]])
                    break;
                at -= strides[axes[axis]] * shape[axes[axis]];
                index[axis] = 0;
            }
        }

        return result;
    }

    private int[] Whole(int rank) =>
        [.. Enumerable.Range(0, rank - _order.Length), .. _order.Select(axis => rank - _order.Length + axis)];

    private static int[] Trimmed(IReadOnlyList<int> order)
    {
        var fixedAxes = order.TakeWhile((axis, i) => axis == i).Count();
        return [.. order.Skip(fixedAxes).Select(axis => axis - fixedAxes)];
    }
}
