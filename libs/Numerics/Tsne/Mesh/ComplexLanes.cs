using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AttentionViz.Numerics.Tsne;

/// <summary>16 complex numbers.</summary>
internal readonly struct ComplexLanes(Vector512<float> re, Vector512<float> im)
{
    public readonly Vector512<float> Re = re;
    public readonly Vector512<float> Im = im;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ComplexLanes operator +(in ComplexLanes a, in ComplexLanes b) => new(a.Re + b.Re, a.Im + b.Im);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ComplexLanes operator -(in ComplexLanes a, in ComplexLanes b) => new(a.Re - b.Re, a.Im - b.Im);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ComplexLanes operator *(in ComplexLanes a, float factor) => new(a.Re * factor, a.Im * factor);

    /// <summary>This times -i.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ComplexLanes Turned() => new(Im, -Re);

    /// <summary>This times (cos, sin).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ComplexLanes Times(float cos, float sin)
    {
        var (c, s) = (Vector512.Create(cos), Vector512.Create(sin));
        return new(Vector512.FusedMultiplyAdd(Re, c, -(Im * s)), Vector512.FusedMultiplyAdd(Re, s, Im * c));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ComplexLanes Load(ref float re, ref float im, int row) =>
        new(Vector512.LoadUnsafe(ref re, (nuint)row * 16), Vector512.LoadUnsafe(ref im, (nuint)row * 16));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref float re, ref float im, int row)
    {
        Re.StoreUnsafe(ref re, (nuint)row * 16);
        Im.StoreUnsafe(ref im, (nuint)row * 16);
    }
}
