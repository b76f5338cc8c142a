using AttentionViz.Numerics.Tsne;

namespace AttentionViz.Numerics.Tests.Tsne;

public class PlaneConvolutionTests
{
    [Theory]
    [InlineData(40, 36, 20, 18, 1)]
    [InlineData(90, 64, 45, 10, 3)]
    [InlineData(36, 100, 30, 50, 2)]
    public void Convolve_EvenKernel_IsTheSumOverThePeriod(int periodX, int periodY, int columns, int rows, int threads)
    {
        double Kernel(int x, int y)
        {
            (x, y) = (Math.Min(x, periodX - x), Math.Min(y, periodY - y));
            return 1.0 / (1 + (0.3 * x * x) + (0.1 * y * y));
        }

        var kernelStride = (periodX + 31) / 32 * 32;
        var sampled = new float[kernelStride * periodY];
        for (var i = 0; i < periodX * periodY; i++)
            sampled[(i / periodX * kernelStride) + (i % periodX)] = (float)(Kernel(i % periodX, i / periodX) / (periodX * periodY));
        var spectrum = PlaneConvolution.EvenSpectrum(sampled, kernelStride, periodX, periodY, threads, CancellationToken.None);
        var stride = (columns + 31) / 32 * 32;
        var convolution = new PlaneConvolution(periodX, periodY, spectrum);
        // Twice: nothing of the first may be left.
        for (var time = 0UL; time < 2; time++)
        {
            var mesh = new float[stride * rows];
            for (var y = 0; y < rows; y++)
                TestData.Normal(columns, (100 * time) + (ulong)y).CopyTo(mesh, y * stride);
            var start = (float[])mesh.Clone();
            convolution.Convolve(mesh, stride, rows, threads, CancellationToken.None);
            for (var i = 0; i < columns * rows; i += 7)
            {
                var (x, y) = (i % columns, i / columns);
                double expected = 0;
                for (var j = 0; j < columns * rows; j++)
                {
                    var (fromX, fromY) = (j % columns, j / columns);
                    expected += start[(fromY * stride) + fromX] * Kernel((x - fromX + periodX) % periodX, (y - fromY + periodY) % periodY);
                }

                Assert.Equal(expected, mesh[(y * stride) + x], 1e-4);
            }
        }
    }
}
