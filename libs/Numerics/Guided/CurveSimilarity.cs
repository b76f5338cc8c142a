using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using AttentionViz.Numerics.Umap;

namespace AttentionViz.Numerics.Guided;

/// <summary>UMAP: v = 1 / (1 + a s^b), f = 2 a b s^(b - 1) v.</summary>
internal readonly struct CurveSimilarity(DistanceCurve curve) : IMapSimilarity
{
    // With b below 1, f grows without bound towards s = 0.
    private const float Least = 1e-3f;
    private readonly FixedPower _power = new(curve.B);
    private readonly float _a = (float)curve.A;
    private readonly float _pull = (float)(2 * curve.A * curve.B);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Of(Vector512<float> s) =>
        Vector512<float>.One / Vector512.FusedMultiplyAdd(Vector512.Create(_a), _power.Of(Floored(s)), Vector512<float>.One);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Pull(Vector512<float> s, Vector512<float> v)
    {
        s = Floored(s);
        return Vector512.Create(_pull) * _power.Of(s) / s * v;
    }

    private static Vector512<float> Floored(Vector512<float> s) => Vector512.MaxNative(s, Vector512.Create(Least));
}
