using AttentionViz.Numerics.Tsne;

namespace AttentionViz.Numerics.Tests.Tsne;

public class SpaceConvolutionTests
{
    private static readonly KernelSplit Split = new(1.3, 0.4, 3);

    [Fact]
    public void Spectrum_SmoothKernel_IsItsTransformByDefinitionTimesTheDeconvolution()
    {
        var plan = Plan(5, 4, 9);
        var panels = SpaceKernel.Spectrum(plan);
        foreach (var (kx, ky, kz) in new[] { (0, 0, 0), (1, 0, 0), (0, 2, 0), (0, 0, 3), (3, 4, 1), (5, 4, 9), (2, 1, 7) })
        {
            double sum = 0;
            for (var z = 0; z < plan.PeriodZ; z++)
            {
                for (var y = 0; y < plan.PeriodY; y++)
                {
                    for (var x = 0; x < plan.PeriodX; x++)
                    {
                        var (dx, dy, dz) = (Math.Min(x, plan.PeriodX - x), Math.Min(y, plan.PeriodY - y), Math.Min(z, plan.PeriodZ - z));
                        var square = Split.Spacing * Split.Spacing * ((dx * dx) + (dy * dy) + (dz * dz));
                        sum += Split.Smooth(square) * Math.Cos(2 * Math.PI * kx * x / plan.PeriodX) * Math.Cos(2 * Math.PI * ky * y / plan.PeriodY) *
                               Math.Cos(2 * Math.PI * kz * z / plan.PeriodZ);
                    }
                }
            }

            var factor = Spline.Deconvolution(kx, plan.PeriodX) * Spline.Deconvolution(ky, plan.PeriodY) * Spline.Deconvolution(kz, plan.PeriodZ);
            var scale = (double)plan.PeriodX * plan.PeriodY * plan.PeriodZ;
            var row = (ky * ((plan.PeriodX / 2) + 1)) + kx;
            var actual = panels[kz / 16][(row * 16) + (kz % 16)] * scale / factor;
            Assert.Equal(sum, actual, 1e-5 * 50);
        }
    }

    [Theory]
    [InlineData(9, 7, 20, 1)]
    [InlineData(20, 9, 8, 3)]
    public void Convolve_EvenKernel_IsTheSumOverThePeriod(int x, int y, int z, int threads)
    {
        var plan = Plan(x, y, z);
        var convolution = new SpaceConvolution(plan, Undamped(plan));
        // Twice: nothing of the first may be left.
        for (var time = 0; time < 2; time++)
        {
            var mesh = new float[plan.Plane * plan.LinesZ];
            var charges = new List<(int X, int Y, int Z, float Charge)>();
            for (var i = 0; i < 6; i++)
            {
                var at = (X: (5 * i) % x, Y: (3 * i) % y, Z: ((7 * i) + time) % z);
                mesh[(at.Z * plan.Plane) + (at.Y * plan.Stride) + at.X] += i + 1;
                charges.Add((at.X, at.Y, at.Z, i + 1));
            }

            convolution.Convolve(mesh, threads, CancellationToken.None);
            for (var i = 0; i < x * y * z; i += 11)
            {
                var (atX, atY, atZ) = (i % x, i / x % y, i / x / y);
                var expected = charges.Sum(c => c.Charge * Split.Smooth(
                    Split.Spacing * Split.Spacing * (Math.Pow(c.X - atX, 2) + Math.Pow(c.Y - atY, 2) + Math.Pow(c.Z - atZ, 2))));
                Assert.Equal(expected, mesh[(atZ * plan.Plane) + (atY * plan.Stride) + atX], 1e-4);
            }
        }
    }

    private static SpacePlan Plan(int x, int y, int z) =>
        new(Split, x, y, z, LaneFourier.NextLength(2 * x), LaneFourier.NextLength(2 * y), LaneFourier.NextLength(2 * z));

    /// <summary>The spectrum without the deconvolution, so that the convolution is with the samples themselves.</summary>
    private static float[][] Undamped(SpacePlan plan)
    {
        var panels = SpaceKernel.Spectrum(plan);
        var columns = (plan.PeriodX / 2) + 1;
        for (var z = 0; z <= plan.PeriodZ / 2; z++)
        {
            for (var row = 0; row < columns * ((plan.PeriodY / 2) + 1); row++)
            {
                var factor = Spline.Deconvolution(row % columns, plan.PeriodX) * Spline.Deconvolution(row / columns, plan.PeriodY) *
                             Spline.Deconvolution(z, plan.PeriodZ);
                panels[z / 16][(row * 16) + (z % 16)] = (float)(panels[z / 16][(row * 16) + (z % 16)] / factor);
            }
        }

        return panels;
    }
}
