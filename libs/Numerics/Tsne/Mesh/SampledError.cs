using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using AttentionViz.Numerics.Threading;

namespace AttentionViz.Numerics.Tsne;

/// <summary>The error of computed forces, told from a sample of the points.</summary>
internal static class SampledError
{
    private const int Samples = 128;

    /// <summary>Root of the summed squares of the error of 128 points, taken at equal steps, over that of their forces by all pairs.</summary>
    public static double Measure(float[][] positions, float[][] forces, int count, int threads, CancellationToken cancellation)
    {
        var samples = Math.Min(Samples, count);
        var errors = new double[samples];
        var sizes = new double[samples];
        RowBlocks.For(samples, 8, threads, (start, end) =>
        {
            for (var sample = start; sample < end; sample++)
            {
                var point = (int)((long)sample * count / samples);
                var (x, y, z) = Force(positions, point);
                errors[sample] = Square(forces[0][point] - x, forces[1][point] - y, forces[2][point] - z);
                sizes[sample] = Square(x, y, z);
            }
        }, cancellation);
        var error = errors.Sum();
        return error == 0 ? 0 : Math.Sqrt(error / sizes.Sum());
    }

    private static double Square(double x, double y, double z) => (x * x) + (y * y) + (z * z);

    private static (double X, double Y, double Z) Force(float[][] positions, int point)
    {
        ref var xs = ref MemoryMarshal.GetArrayDataReference(positions[0]);
        ref var ys = ref MemoryMarshal.GetArrayDataReference(positions[1]);
        ref var zs = ref MemoryMarshal.GetArrayDataReference(positions[2]);
        var (x, y, z) = (Vector512.Create(positions[0][point]), Vector512.Create(positions[1][point]), Vector512.Create(positions[2][point]));
        Vector512<float> fx = default, fy = default, fz = default;
        for (nuint j = 0; j < (nuint)positions[0].Length; j += Coordinates.Lanes)
        {
            var dx = x - Vector512.LoadUnsafe(ref xs, j);
            var dy = y - Vector512.LoadUnsafe(ref ys, j);
            var dz = z - Vector512.LoadUnsafe(ref zs, j);
            var w = Vector512<float>.One / ((dx * dx) + (dy * dy) + (dz * dz) + Vector512<float>.One);
            var square = w * w;
            fx += square * dx;
            fy += square * dy;
            fz += square * dz;
        }

        return (LaneSum.Of(fx), LaneSum.Of(fy), LaneSum.Of(fz));
    }
}
