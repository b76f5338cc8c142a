using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace AttentionViz.Numerics.Tsne;

/// <summary>
/// By AVX-512's estimate, good to 2^-14, and one step of Newton's method, r (2 - x r), which squares that error: about
/// twice as fast as dividing.
/// </summary>
internal readonly struct RefinedReciprocal : IReciprocal
{
    public static bool IsSupported => Avx512F.IsSupported;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Of(Vector512<float> value)
    {
        var estimate = Avx512F.Reciprocal14(value);
        return estimate * Avx512F.FusedMultiplyAddNegated(value, estimate, Vector512.Create(2f));
    }
}
