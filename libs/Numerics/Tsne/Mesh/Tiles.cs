using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace AttentionViz.Numerics.Tsne;

/// <summary>Squares of 16 by 16 values.</summary>
internal static class Tiles
{
    public const int Size = Coordinates.Lanes * Coordinates.Lanes;

    /// <summary>Writes the transpose of one square to another.</summary>
    public static void Transpose(ref float source, ref float target)
    {
        for (var row = 0; row < 16; row += 4)
        {
            for (var column = 0; column < 16; column += 4)
                TransposeFour(ref Unsafe.Add(ref source, (row * 16) + column), ref Unsafe.Add(ref target, (column * 16) + row));
        }
    }

    private static void TransposeFour(ref float source, ref float target)
    {
        var a = Vector128.LoadUnsafe(ref source, 0);
        var b = Vector128.LoadUnsafe(ref source, 16);
        var c = Vector128.LoadUnsafe(ref source, 32);
        var d = Vector128.LoadUnsafe(ref source, 48);
        var (ac0, ac1) = (Low(a, c), High(a, c));
        var (bd0, bd1) = (Low(b, d), High(b, d));
        Low(ac0, bd0).StoreUnsafe(ref target, 0);
        High(ac0, bd0).StoreUnsafe(ref target, 16);
        Low(ac1, bd1).StoreUnsafe(ref target, 32);
        High(ac1, bd1).StoreUnsafe(ref target, 48);
    }

    /// <summary>a0 b0 a1 b1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Low(Vector128<float> a, Vector128<float> b) =>
        Sse.IsSupported
            ? Sse.UnpackLow(a, b)
            : Vector128.Create(a[0], b[0], a[1], b[1]);

    /// <summary>a2 b2 a3 b3.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> High(Vector128<float> a, Vector128<float> b) =>
        Sse.IsSupported
            ? Sse.UnpackHigh(a, b)
            : Vector128.Create(a[2], b[2], a[3], b[3]);
}
