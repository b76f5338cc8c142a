using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AttentionViz.Numerics.Tsne;

/// <summary>
/// The cardinal B-spline of order 6 (degree 5): a point at fraction t past mesh line i weighs on the lines i - 2 to i + 3.
/// Weights come as 8 lanes of which the last 2 are zero.
/// </summary>
internal static class Spline
{
    /// <summary>Mesh lines a point weighs on.</summary>
    public const int Order = 6;

    /// <summary>How many of them lie before the point, its own not counted.</summary>
    public const int Before = 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Weights(float t)
    {
        var x = Vector256.Create(t);
        var sum = Vector256.Create(-1f, 5, -10, 10, -5, 1, 0, 0);
        sum = Vector256.FusedMultiplyAdd(sum, x, Vector256.Create(5f, -20, 30, -20, 5, 0, 0, 0));
        sum = Vector256.FusedMultiplyAdd(sum, x, Vector256.Create(-10f, 20, 0, -20, 10, 0, 0, 0));
        sum = Vector256.FusedMultiplyAdd(sum, x, Vector256.Create(10f, 20, -60, 20, 10, 0, 0, 0));
        sum = Vector256.FusedMultiplyAdd(sum, x, Vector256.Create(-5f, -50, 0, 50, 5, 0, 0, 0));
        sum = Vector256.FusedMultiplyAdd(sum, x, Vector256.Create(1f, 26, 66, 26, 1, 0, 0, 0));
        return sum * (1f / 120);
    }

    /// <summary>Derivatives of <see cref="Weights"/> by t.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Slopes(float t)
    {
        var x = Vector256.Create(t);
        var sum = Vector256.Create(-5f, 25, -50, 50, -25, 5, 0, 0);
        sum = Vector256.FusedMultiplyAdd(sum, x, Vector256.Create(20f, -80, 120, -80, 20, 0, 0, 0));
        sum = Vector256.FusedMultiplyAdd(sum, x, Vector256.Create(-30f, 60, 0, -60, 30, 0, 0, 0));
        sum = Vector256.FusedMultiplyAdd(sum, x, Vector256.Create(20f, 40, -120, 40, 20, 0, 0, 0));
        sum = Vector256.FusedMultiplyAdd(sum, x, Vector256.Create(-5f, -50, 0, 50, 5, 0, 0, 0));
        return sum * (1f / 120);
    }

    /// <summary>
    /// What a spectrum is to be multiplied by so that spreading to the mesh and interpolating from it, each of which damps it by
    /// the spline's transform W and folds higher frequencies in, err least: W^2 / (sum of W^2 over the frequencies that
    /// look alike on the mesh)^2 (Hockney, Eastwood: Computer Simulation Using Particles, 1988, chapter 8).
    /// </summary>
    public static double Deconvolution(int frequency, int period)
    {
        const int Images = 4;
        double own = 0, all = 0;
        for (var image = -Images; image <= Images; image++)
        {
            var folded = frequency <= period / 2 ? frequency : frequency - period;
            var x = Math.PI * (folded + ((double)image * period)) / period;
            var square = x == 0 ? 1 : Math.Pow(Math.Sin(x) / x, 2 * Order);
            own = image == 0 ? square : own;
            all += square;
        }

        return own / (all * all);
    }
}
