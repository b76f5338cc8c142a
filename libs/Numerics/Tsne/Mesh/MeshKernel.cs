namespace AttentionViz.Numerics.Tsne;

/// <summary>The spectrum by which a mesh of charges becomes a mesh of potentials.</summary>
internal static class MeshKernel
{
    /// <summary>
    /// Samples the smooth kernel at all distances of a period and transforms it. A period at least twice the mesh keeps the
    /// points from feeling their periodic images.
    /// </summary>
    public static float[][] Spectrum(KernelSplit split, int periodX, int periodY, int threads, CancellationToken cancellation)
    {
        var stride = (periodX + 31) / 32 * 32;
        var values = new float[stride * periodY];
        var square = split.Spacing * split.Spacing;
        for (var y = 0; y <= periodY / 2; y++)
        {
            var row = values.AsSpan(y * stride, stride);
            for (var x = 0; x <= periodX / 2; x++)
            {
                row[x] = (float)split.Smooth(square * (((double)x * x) + ((double)y * y)));
                row[(periodX - x) % periodX] = row[x];
            }

            if (y > 0)
                row.CopyTo(values.AsSpan((periodY - y) * stride));
        }

        var spectrum = PlaneConvolution.EvenSpectrum(values, stride, periodX, periodY, threads, cancellation);
        var factors = Factors(periodY);
        var scale = 1.0 / ((double)periodX * periodY);
        for (var x = 0; x < periodX; x++)
        {
            var along = Spline.Deconvolution(x, periodX) * scale;
            for (var y = 0; y <= periodY / 2; y++)
                spectrum[y / Coordinates.Lanes][(x * Coordinates.Lanes) + (y % Coordinates.Lanes)] *= (float)(along * factors[y]);
        }

        return spectrum;
    }

    private static double[] Factors(int period)
    {
        var factors = new double[(period / 2) + 1];
        for (var k = 0; k < factors.Length; k++)
            factors[k] = Spline.Deconvolution(k, period);
        return factors;
    }
}
