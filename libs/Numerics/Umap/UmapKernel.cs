using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AttentionViz.Numerics.Umap;

/// <summary>
/// Pull of an edge and push of a negative sample, sixteen at a time: with s = d^2 and the curve 1 / (1 + a s^b), the
/// difference of the points times -2ab s^(b-1) / (1 + a s^b) and times 2b / ((e + s)(1 + a s^b)), each coordinate then
/// clipped (paper, section 3.2). Points at the same place exert no force: their difference is 0.
/// </summary>
internal readonly struct UmapKernel(DistanceCurve curve, float softening, float limit)
{
    private readonly FixedPower _power = new(curve.B);
    private readonly float _a = (float)curve.A;
    private readonly float _pull = (float)(-2 * curve.A * curve.B);
    private readonly float _push = (float)(2 * curve.B);
    private readonly float _softening = softening;
    private readonly float _limit = limit;

    /// <summary>Factor of the difference for attraction, at squared distance <paramref name="s"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Pull(Vector512<float> s)
    {
        s = Vector512.MaxNative(s, Vector512.Create(1e-12f));
        var power = _power.Of(s);
        return Vector512.Create(_pull) * power / (s * Vector512.FusedMultiplyAdd(Vector512.Create(_a), power, Vector512<float>.One));
    }

    /// <summary>Factor of the difference for repulsion, at squared distance <paramref name="s"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Push(Vector512<float> s) =>
        Vector512.Create(_push) / ((Vector512.Create(_softening) + s) * Vector512.FusedMultiplyAdd(Vector512.Create(_a), _power.Of(s), Vector512<float>.One));

    /// <summary>A force with its coordinate held within the limit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Clip(Vector512<float> force) => Vector512.MinNative(Vector512.MaxNative(force, Vector512.Create(-_limit)), Vector512.Create(_limit));
}
