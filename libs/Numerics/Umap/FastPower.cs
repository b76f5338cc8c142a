using System.Runtime.Intrinsics;

namespace AttentionViz.Numerics.Umap;

/// <summary>
/// x^y for positive normal x, eight at a time, to about 1e-6 relative where |y log2 x| stays small: enough for forces, and
/// the same bits on every machine, which a call into the C library would not promise.
/// </summary>
internal static class FastPower
{
    public static Vector256<float> Pow(Vector256<float> x, Vector256<float> y) => Exp2(Log2(x) * y);

    private static Vector256<float> Log2(Vector256<float> x)
    {
        // Take exponent and mantissa apart so that the mantissa lies in [1/sqrt 2, sqrt 2).
        var bits = x.AsInt32();
        var exponent = Vector256.ShiftRightArithmetic(bits - Vector256.Create(0x3F3504F3), 23);
        var mantissa = (bits - Vector256.ShiftLeft(exponent, 23)).AsSingle();

        // log m = 2 artanh((m - 1) / (m + 1)), by its series.
        var t = (mantissa - Vector256<float>.One) / (mantissa + Vector256<float>.One);
        var u = t * t;
        var series = Vector256.Create(2.885390082f / 9);
        series = Vector256.FusedMultiplyAdd(series, u, Vector256.Create(2.885390082f / 7));
        series = Vector256.FusedMultiplyAdd(series, u, Vector256.Create(2.885390082f / 5));
        series = Vector256.FusedMultiplyAdd(series, u, Vector256.Create(2.885390082f / 3));
        series = Vector256.FusedMultiplyAdd(series, u, Vector256.Create(2.885390082f));
        return Vector256.FusedMultiplyAdd(series, t, Vector256.ConvertToSingle(exponent));
    }

    private static Vector256<float> Exp2(Vector256<float> x)
    {
        x = Vector256.Min(Vector256.Max(x, Vector256.Create(-126f)), Vector256.Create(126f));
        // Adding 1.5 * 2^23 rounds to a whole number, the fraction is then in [-1/2, 1/2].
        var magic = Vector256.Create(12582912f);
        var rounded = x + magic;
        var whole = rounded - magic;
        var f = x - whole;
        var series = Vector256.Create(1.5403530e-4f);
        series = Vector256.FusedMultiplyAdd(series, f, Vector256.Create(1.3333558e-3f));
        series = Vector256.FusedMultiplyAdd(series, f, Vector256.Create(9.6181291e-3f));
        series = Vector256.FusedMultiplyAdd(series, f, Vector256.Create(5.5504109e-2f));
        series = Vector256.FusedMultiplyAdd(series, f, Vector256.Create(2.4022651e-1f));
        series = Vector256.FusedMultiplyAdd(series, f, Vector256.Create(6.9314718e-1f));
        series = Vector256.FusedMultiplyAdd(series, f, Vector256<float>.One);
        var shift = Vector256.ShiftLeft(Vector256.ConvertToInt32(whole), 23);
        return (series.AsInt32() + shift).AsSingle();
    }
}
