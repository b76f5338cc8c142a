using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AttentionViz.Numerics.Guided;

/// <summary>t-SNE: v = 1 / (1 + s), f = 2 v.</summary>
internal readonly struct StudentSimilarity : IMapSimilarity
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Of(Vector512<float> s) => Vector512<float>.One / (Vector512<float>.One + s);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Pull(Vector512<float> s, Vector512<float> v) => v + v;
}
