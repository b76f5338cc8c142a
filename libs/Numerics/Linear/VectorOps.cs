using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AttentionViz.Numerics.Linear;

/// <summary>Dot product and scaled sum in double precision over 8 logical lanes, so the same bits on every machine.</summary>
internal static class VectorOps
{
    private const int Lanes = 8;

    public static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        ref var a = ref MemoryMarshal.GetReference(x);
        ref var b = ref MemoryMarshal.GetReference(y[..x.Length]);
        Vector512<double> even = default, odd = default;
        nuint i = 0, length = (nuint)x.Length;
        for (; i + (2 * Lanes) <= length; i += 2 * Lanes)
        {
            even = Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(ref a, i), Vector512.LoadUnsafe(ref b, i), even);
            odd = Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(ref a, i + Lanes), Vector512.LoadUnsafe(ref b, i + Lanes), odd);
        }

        var sum = even + odd;
        var half = sum.GetLower() + sum.GetUpper();
        var total = half[0] + half[1] + (half[2] + half[3]);
        for (var rest = (int)i; rest < x.Length; rest++)
            total += x[rest] * y[rest];
        return total;
    }

    /// <summary>y += factor * x.</summary>
    public static void AddScaled(double factor, ReadOnlySpan<double> x, Span<double> y)
    {
        ref var a = ref MemoryMarshal.GetReference(x);
        ref var b = ref MemoryMarshal.GetReference(y[..x.Length]);
        var factors = Vector512.Create(factor);
        nuint i = 0, length = (nuint)x.Length;
        for (; i + Lanes <= length; i += Lanes)
            Vector512.FusedMultiplyAdd(factors, Vector512.LoadUnsafe(ref a, i), Vector512.LoadUnsafe(ref b, i)).StoreUnsafe(ref b, i);
        for (var rest = (int)i; rest < x.Length; rest++)
            y[rest] = Math.FusedMultiplyAdd(factor, x[rest], y[rest]);
    }
}
