using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AttentionViz.Numerics.Neighbours;

/// <summary>
/// Squared distance of two rows as a sum of squared differences, so that equal rows are at exactly 0 and near ones keep
/// their digits; the same whichever comes first. Sixteen logical lanes: the same bits on every machine.
/// </summary>
internal static class RowDistance
{
    private const int Lanes = 16;

    /// <summary>|left - right|^2 of two rows of equal length.</summary>
    public static float Squared(ReadOnlySpan<float> left, ReadOnlySpan<float> right) =>
        Squared(ref MemoryMarshal.GetReference(left), ref MemoryMarshal.GetReference(right[..left.Length]), (nuint)left.Length);

    /// <summary>The same for rows given by their first coordinates.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Squared(ref float x, ref float y, nuint width)
    {
        Vector512<float> even = default, odd = default;
        nuint i = 0;
        for (; i + (2 * Lanes) <= width; i += 2 * Lanes)
        {
            var d0 = Vector512.LoadUnsafe(ref x, i) - Vector512.LoadUnsafe(ref y, i);
            var d1 = Vector512.LoadUnsafe(ref x, i + Lanes) - Vector512.LoadUnsafe(ref y, i + Lanes);
            even = Vector512.FusedMultiplyAdd(d0, d0, even);
            odd = Vector512.FusedMultiplyAdd(d1, d1, odd);
        }

        var total = Sum(even + odd);
        for (; i < width; i++)
        {
            var d = Unsafe.Add(ref x, i) - Unsafe.Add(ref y, i);
            total = MathF.FusedMultiplyAdd(d, d, total);
        }

        return total;
    }

    /// <summary>Dot product of two rows of equal length.</summary>
    public static float Dot(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        ref var x = ref MemoryMarshal.GetReference(left);
        ref var y = ref MemoryMarshal.GetReference(right[..left.Length]);
        Vector512<float> sum = default;
        nuint i = 0, width = (nuint)left.Length;
        for (; i + Lanes <= width; i += Lanes)
            sum = Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(ref x, i), Vector512.LoadUnsafe(ref y, i), sum);
        var total = Sum(sum);
        for (; i < width; i++)
            total = MathF.FusedMultiplyAdd(Unsafe.Add(ref x, i), Unsafe.Add(ref y, i), total);
        return total;
    }

    // Halves are added in a fixed order, which a reduction left to the runtime would not promise.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Sum(Vector512<float> lanes)
    {
        var eight = lanes.GetLower() + lanes.GetUpper();
        var four = eight.GetLower() + eight.GetUpper();
        return four[0] + four[1] + (four[2] + four[3]);
    }
}
