using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AttentionViz.Numerics.Tsne;

/// <summary>By division: any machine, correctly rounded.</summary>
internal readonly struct DividedReciprocal : IReciprocal
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Of(Vector512<float> value) => Vector512<float>.One / value;
}
