using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AttentionViz.Numerics.Tsne;

/// <summary>Rows of 16 values.</summary>
internal static class Rows
{
    private const int Lanes = Coordinates.Lanes;

    /// <summary>Copies rows that stand <paramref name="stride"/> rows apart to rows side by side.</summary>
    public static void Gather(ReadOnlySpan<float> source, int stride, Span<float> target, int rows)
    {
        Check(source.Length, stride, target.Length, rows);
        ref var from = ref MemoryMarshal.GetReference(source);
        ref var to = ref MemoryMarshal.GetReference(target);
        for (var row = 0; row < rows; row++)
            Vector512.LoadUnsafe(ref from, (nuint)(row * stride * Lanes)).StoreUnsafe(ref to, (nuint)(row * Lanes));
    }

    /// <summary>The reverse of <see cref="Gather"/>.</summary>
    public static void Scatter(ReadOnlySpan<float> source, Span<float> target, int stride, int rows)
    {
        Check(target.Length, stride, source.Length, rows);
        ref var from = ref MemoryMarshal.GetReference(source);
        ref var to = ref MemoryMarshal.GetReference(target);
        for (var row = 0; row < rows; row++)
            Vector512.LoadUnsafe(ref from, (nuint)(row * Lanes)).StoreUnsafe(ref to, (nuint)(row * stride * Lanes));
    }

    /// <summary>Multiplies rows k of a period by rows min(k, period - k) of factors.</summary>
    public static void MultiplyEven(ReadOnlySpan<float> factors, Span<float> rows, int period)
    {
        Check(factors.Length, 1, rows.Length, (period / 2) + 1);
        ref var factor = ref MemoryMarshal.GetReference(factors);
        ref var row = ref MemoryMarshal.GetReference(rows[..(period * Lanes)]);
        for (var k = 0; k < period; k++)
        {
            ref var at = ref Unsafe.Add(ref row, k * Lanes);
            (Vector512.LoadUnsafe(ref at) * Vector512.LoadUnsafe(ref factor, (nuint)(Math.Min(k, period - k) * Lanes))).StoreUnsafe(ref at);
        }
    }

    private static void Check(int apart, int stride, int together, int rows)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(apart, (((rows - 1) * stride) + 1) * Lanes);
        ArgumentOutOfRangeException.ThrowIfLessThan(together, rows * Lanes);
    }
}
