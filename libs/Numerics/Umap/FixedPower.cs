using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AttentionViz.Numerics.Umap;

/// <summary>
/// x^b for one exponent b and non-negative x, sixteen at a time, to 2e-5 relative: enough for forces, and the same bits on
/// every machine, which a call into the C library would not promise. With x = 2^k m, m in [1/sqrt 2, sqrt 2), it is
/// 2^(kb) m^b; m^b is nearly straight there, so that a polynomial of degree 4 fitted to this b will do and no logarithm
/// and no division is needed. Below 2^-126 and above 2^126 the result stays at these ends; 0 gives the lower one.
/// </summary>
internal readonly struct FixedPower
{
    private const int Degree = 4;
    private readonly float _exponent;
    private readonly float _c0;
    private readonly float _c1;
    private readonly float _c2;
    private readonly float _c3;
    private readonly float _c4;

    /// <summary>Prepares for an exponent above 0.</summary>
    public FixedPower(double exponent)
    {
        var c = Fit(exponent);
        _exponent = (float)exponent;
        _c0 = (float)c[0];
        _c1 = (float)c[1];
        _c2 = (float)c[2];
        _c3 = (float)c[3];
        _c4 = (float)c[4];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Of(Vector512<float> x)
    {
        var bits = x.AsInt32();
        var k = Vector512.ShiftRightArithmetic(bits - Vector512.Create(0x3F3504F3), 23);
        var m = (bits - Vector512.ShiftLeft(k, 23)).AsSingle() - Vector512<float>.One;
        var power = Vector512.FusedMultiplyAdd(Vector512.Create(_c4), m, Vector512.Create(_c3));
        power = Vector512.FusedMultiplyAdd(power, m, Vector512.Create(_c2));
        power = Vector512.FusedMultiplyAdd(power, m, Vector512.Create(_c1));
        power = Vector512.FusedMultiplyAdd(power, m, Vector512.Create(_c0));
        return power * Exp2(Vector512.ConvertToSingle(k) * Vector512.Create(_exponent));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Exp2(Vector512<float> x)
    {
        x = Vector512.MinNative(Vector512.MaxNative(x, Vector512.Create(-126f)), Vector512.Create(126f));
        // Adding 1.5 * 2^23 rounds to a whole number and leaves it in the low bits; the rest is then in [-1/2, 1/2].
        var magic = Vector512.Create(12582912f);
        var rounded = x + magic;
        var f = x - (rounded - magic);
        // 2^f, met at the five Chebyshev points of that interval.
        var series = Vector512.FusedMultiplyAdd(Vector512.Create(9.66636852e-3f), f, Vector512.Create(5.59219758e-2f));
        series = Vector512.FusedMultiplyAdd(series, f, Vector512.Create(2.4022349e-1f));
        series = Vector512.FusedMultiplyAdd(series, f, Vector512.Create(6.93121045e-1f));
        series = Vector512.FusedMultiplyAdd(series, f, Vector512<float>.One);
        return (series.AsInt32() + Vector512.ShiftLeft(rounded.AsInt32(), 23)).AsSingle();
    }

    /// <summary>Coefficients in t = m - 1 of the polynomial that meets m^b at the five Chebyshev points of the interval.</summary>
    private static double[] Fit(double exponent)
    {
        double low = Math.Sqrt(0.5) - 1, high = Math.Sqrt(2) - 1;
        var nodes = new double[Degree + 1];
        var divided = new double[Degree + 1];
        for (var i = 0; i <= Degree; i++)
        {
            nodes[i] = ((low + high) / 2) + ((high - low) / 2 * Math.Cos(Math.PI * ((2 * i) + 1) / (2 * (Degree + 1))));
            divided[i] = Math.Pow(1 + nodes[i], exponent);
        }

        for (var order = 1; order <= Degree; order++)
        {
            for (var i = Degree; i >= order; i--)
                divided[i] = (divided[i] - divided[i - 1]) / (nodes[i] - nodes[i - order]);
        }

        // Newton's form, multiplied out from the innermost bracket.
        var coefficients = new double[Degree + 1];
        for (var i = Degree; i >= 0; i--)
        {
            for (var power = Degree; power > 0; power--)
                coefficients[power] = coefficients[power - 1] - (nodes[i] * coefficients[power]);
            coefficients[0] = divided[i] - (nodes[i] * coefficients[0]);
        }

        return coefficients;
    }
}
