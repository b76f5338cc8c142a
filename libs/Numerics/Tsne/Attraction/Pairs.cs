using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace AttentionViz.Numerics.Tsne;

/// <summary>Loads of 16 values at a time.</summary>
internal static class Pairs
{
    /// <summary>16 pairs (x, y) stored side by side, from <paramref name="offset"/> on, as their x and their y.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Apart(ref float source, nuint offset, out Vector512<float> x, out Vector512<float> y)
    {
        var low = Vector512.LoadUnsafe(ref source, offset);
        var high = Vector512.LoadUnsafe(ref source, offset + 16);
        if (Avx512F.IsSupported)
        {
            x = Avx512F.PermuteVar16x32x2(low, Vector512.Create(0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30), high);
            y = Avx512F.PermuteVar16x32x2(low, Vector512.Create(1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31), high);
            return;
        }

        var even = Vector512.Create(0, 2, 4, 6, 8, 10, 12, 14, 0, 2, 4, 6, 8, 10, 12, 14);
        var odd = even + Vector512<int>.One;
        x = Vector512.Create(Vector512.Shuffle(low, even).GetLower(), Vector512.Shuffle(high, even).GetLower());
        y = Vector512.Create(Vector512.Shuffle(low, odd).GetLower(), Vector512.Shuffle(high, odd).GetLower());
    }

    /// <summary>Values [start, start + 16) of <paramref name="count"/>, zeros past their end.</summary>
    /// <param name="tail">[16] room for a last vector that is not whole.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(ref float values, int start, int count, Span<float> tail) =>
        start + Coordinates.Lanes <= count ? Vector512.LoadUnsafe(ref values, (nuint)start) : Tail(ref values, start, count, tail);

    private static Vector512<float> Tail(ref float values, int start, int count, Span<float> tail)
    {
        tail.Clear();
        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref values, start), count - start).CopyTo(tail);
        return Vector512.Create<float>(tail);
    }
}
