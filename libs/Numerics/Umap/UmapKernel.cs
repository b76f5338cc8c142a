using System.Runtime.Intrinsics;

namespace AttentionViz.Numerics.Umap;

/// <summary>
/// The pull of one edge and the push of its negative samples on one point, eight lanes at once: with s = d^2 and the
/// curve 1 / (1 + a s^b), pull = -2ab s^(b-1) / (1 + a s^b) and push = 2b / ((e + s)(1 + a s^b)) times the difference,
/// each coordinate clipped (paper, section 3.2).
/// </summary>
internal readonly struct UmapKernel
{
    private readonly Vector256<float> _a;
    private readonly Vector256<float> _b;
    private readonly Vector256<float> _numerator;
    private readonly Vector256<float> _softening;
    private readonly Vector256<float> _power;
    private readonly Vector256<float> _limit;
    private readonly Vector256<float> _weights;

    public UmapKernel(DistanceCurve curve, int negativeSamples, float softening, float limit)
    {
        float a = (float)curve.A, b = (float)curve.B;
        _a = Vector256.Create(a);
        _b = Vector256.Create(b);
        _limit = Vector256.Create(limit);
        var pull = Vector256.CreateScalar(1f);
        var isPull = Vector256.Equals(pull, Vector256<float>.One);
        _numerator = Vector256.ConditionalSelect(isPull, Vector256.Create(-2 * a * b), Vector256.Create(2 * b));
        _softening = Vector256.ConditionalSelect(isPull, Vector256<float>.Zero, Vector256.Create(softening));
        _power = Vector256.ConditionalSelect(isPull, Vector256<float>.One, Vector256<float>.Zero);
        var lanes = Vector256.Create(0f, 1, 2, 3, 4, 5, 6, 7);
        var used = Vector256.LessThanOrEqual(lanes, Vector256.Create((float)negativeSamples));
        _weights = Vector256.ConditionalSelect(isPull, Vector256.Create(2f), Vector256.ConditionalSelect(used, Vector256<float>.One, Vector256<float>.Zero));
    }

    /// <summary>Moves <paramref name="own"/> (3 coordinates) by the forces of <paramref name="others"/> ([coordinate][8 lanes]).</summary>
    public void Move(Span<float> own, ReadOnlySpan<float> others, int dimensions, float rate)
    {
        var dx = Vector256.Create(own[0]) - Vector256.Create(others);
        var dy = Vector256.Create(own[1]) - Vector256.Create(others[8..]);
        var dz = dimensions == 3 ? Vector256.Create(own[2]) - Vector256.Create(others[16..]) : default;
        var square = Vector256.FusedMultiplyAdd(dx, dx, Vector256.FusedMultiplyAdd(dy, dy, dz * dz));
        var present = Vector256.GreaterThan(square, Vector256<float>.Zero);
        square = Vector256.Max(square, Vector256.Create(1e-12f));

        var power = FastPower.Pow(square, _b);
        var curve = Vector256.FusedMultiplyAdd(_a, power, Vector256<float>.One);
        // Lane 0 multiplies by s^b, the others by 1.
        var factor = Vector256.ConditionalSelect(Vector256.Equals(_power, Vector256<float>.One), power, Vector256<float>.One);
        var coefficient = _numerator * factor / ((_softening + square) * curve);
        // Points at the same place exert no force: there is no direction.
        coefficient = Vector256.ConditionalSelect(present, coefficient, Vector256<float>.Zero);

        own[0] += rate * Sum(Clip(coefficient * dx) * _weights);
        own[1] += rate * Sum(Clip(coefficient * dy) * _weights);
        if (dimensions == 3)
            own[2] += rate * Sum(Clip(coefficient * dz) * _weights);
    }

    private Vector256<float> Clip(Vector256<float> force) => Vector256.Min(Vector256.Max(force, -_limit), _limit);

    private static float Sum(Vector256<float> lanes)
    {
        var half = lanes.GetLower() + lanes.GetUpper();
        return half[0] + half[1] + (half[2] + half[3]);
    }
}
