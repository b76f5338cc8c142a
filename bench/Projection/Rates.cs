using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace AttentionViz.Bench.Projection;

/// <summary>What one core of this machine can do, measured: arithmetic within registers, bytes from beyond the caches.</summary>
/// <param name="Products">Multiplications with addition a second.</param>
/// <param name="Pairs">Pairs of points in 2-D a second, each with its weight 1 / (1 + r^2) and forces on both.</param>
/// <param name="Bytes">Bytes read a second.</param>
internal sealed record Rates(double Products, double Pairs, double Bytes)
{
    private const int Steps = 20_000_000;
    private const int Lanes = 16;
    private static float _sink;

    public static Rates Measure() => new(
        Best(() => ProductsOnce()), Best(() => PairsOnce()), Best(BytesOnce([.. Enumerable.Repeat(1f, 32 << 20)])));

    private static double Best(Func<double> work) => Enumerable.Range(0, 5).Max(_ => work());

    private static double ProductsOnce()
    {
        // Before the vectors: a call empties their registers, and they would stay in memory.
        var start = CpuTime.Now();
        var x = Vector512.Create(1.0000001f);
        var y = Vector512.Create(1e-9f);
        Vector512<float> a = x, b = x, c = x, d = x, e = x, f = x, g = x, h = x;
        for (var i = 0; i < Steps; i++)
        {
            a = Vector512.FusedMultiplyAdd(a, x, y);
            b = Vector512.FusedMultiplyAdd(b, x, y);
            c = Vector512.FusedMultiplyAdd(c, x, y);
            d = Vector512.FusedMultiplyAdd(d, x, y);
            e = Vector512.FusedMultiplyAdd(e, x, y);
            f = Vector512.FusedMultiplyAdd(f, x, y);
            g = Vector512.FusedMultiplyAdd(g, x, y);
            h = Vector512.FusedMultiplyAdd(h, x, y);
        }

        return Rate(8.0 * Lanes * Steps, start, a + b + c + d + e + f + g + h);
    }

    private static double PairsOnce()
    {
        var start = CpuTime.Now();
        Sums a = default, b = default, c = default, d = default;
        for (var i = 0; i < Steps; i++)
        {
            // Another point each time, so that nothing can be left out; it depends on no result.
            var at = Vector512.Create((float)i);
            a = a.With(at - Vector512.Create(0.25f), at);
            b = b.With(at - Vector512.Create(0.5f), at);
            c = c.With(at - Vector512.Create(0.75f), at);
            d = d.With(at - Vector512.Create(1.25f), at);
        }

        return Rate(4.0 * Lanes * Steps, start, a.All + b.All + c.All + d.All);
    }

    private static Func<double> BytesOnce(float[] values) => () =>
    {
        var start = CpuTime.Now();
        return Rate(sizeof(float) * (double)values.Length, start, Vector512.Create(TensorPrimitives.Sum(values)));
    };

    private static double Rate(double work, double start, Vector512<float> used)
    {
        var seconds = CpuTime.Now() - start;
        // Work whose result goes nowhere may be left out.
        Volatile.Write(ref _sink, Vector512.Sum(used));
        return work / seconds;
    }

    /// <summary>Forces on one point and on those it is paired with.</summary>
    private readonly record struct Sums(
        Vector512<float> X, Vector512<float> Y, Vector512<float> BackX, Vector512<float> BackY, Vector512<float> Weight)
    {
        public Vector512<float> All => X + Y + BackX + BackY + Weight;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Sums With(Vector512<float> dx, Vector512<float> dy)
        {
            var one = Vector512<float>.One;
            var square = Vector512.FusedMultiplyAdd(dx, dx, Vector512.FusedMultiplyAdd(dy, dy, one));
            var w = Avx512F.IsSupported ? Avx512F.Reciprocal14(square) : one / square;
            var pull = w * w;
            return new Sums(
                Vector512.FusedMultiplyAdd(pull, dx, X), Vector512.FusedMultiplyAdd(pull, dy, Y),
                Vector512.FusedMultiplyAdd(-pull, dx, BackX), Vector512.FusedMultiplyAdd(-pull, dy, BackY), Weight + w);
        }
    }
}
