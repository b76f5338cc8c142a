using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AttentionViz.Numerics.Tsne;

/// <summary>2^x for x at most 0, relative error 3e-6; 2^-120, which is nothing here, below that.</summary>
internal static class PowerOfTwo
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Of(Vector512<float> x)
    {
        // Added to a value of this size, a number is rounded to a whole one, which then stands in the lowest bits.
        var round = Vector512.Create(12582912f);
        var shifted = Vector512.Max(x, Vector512.Create(-120f)) + round;
        var rest = Vector512.Max(x, Vector512.Create(-120f)) - (shifted - round);
        var power = Vector512.Create(0.0013333558f);
        power = Vector512.FusedMultiplyAdd(power, rest, Vector512.Create(0.0096181291f));
        power = Vector512.FusedMultiplyAdd(power, rest, Vector512.Create(0.0555041087f));
        power = Vector512.FusedMultiplyAdd(power, rest, Vector512.Create(0.2402265070f));
        power = Vector512.FusedMultiplyAdd(power, rest, Vector512.Create(0.6931471806f));
        power = Vector512.FusedMultiplyAdd(power, rest, Vector512<float>.One);
        return (power.AsInt32() + (shifted.AsInt32() << 23)).AsSingle();
    }
}
