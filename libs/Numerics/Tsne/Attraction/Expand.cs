using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace AttentionViz.Numerics.Tsne;

/// <summary>Packed values, given back their lanes: lane c gets the next value where bit c of the mask is set, else 0.</summary>
internal static class Expand
{
    // For each mask of 8 bits the value that each lane takes; 8 takes none.
    private static readonly byte[] Sources = [.. Enumerable.Range(0, 256).SelectMany(mask =>
        Enumerable.Range(0, 8).Select(lane => (byte)((mask >> lane & 1) == 0 ? 8 : BitOperations.PopCount((uint)(mask & ((1 << lane) - 1))))))];

    /// <summary>Reads 16 values from <paramref name="packed"/> on, whatever the mask.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Of(ref float packed, int mask) => Avx512F.IsSupported ? Masked(ref packed, mask) : Tabled(ref packed, mask);

    /// <summary>For AVX-512.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Masked(ref float packed, int mask)
    {
        var bits = Vector512.Create(1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768);
        var lanes = ~Vector512.Equals(Vector512.Create(mask) & bits, Vector512<int>.Zero);
        return Avx512F.Expand(Vector512<float>.Zero, lanes.AsSingle(), Vector512.LoadUnsafe(ref packed));
    }

    /// <summary>For any machine: each half by a table of shuffles.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Tabled(ref float packed, int mask)
    {
        var low = Half(ref packed, mask & 255);
        return Vector512.Create(low, Half(ref Unsafe.Add(ref packed, BitOperations.PopCount((uint)mask & 255)), mask >> 8));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Half(ref float packed, int mask)
    {
        var sources = Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<long>(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(Sources), 8 * mask))).AsByte();
        var (low, high) = Vector128.Widen(Vector128.WidenLower(sources));
        return Vector256.Shuffle(Vector256.LoadUnsafe(ref packed), Vector256.Create(low, high).AsInt32());
    }
}
