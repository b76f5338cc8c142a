using AttentionViz.Numerics.Threading;

namespace AttentionViz.Numerics.Tsne;

/// <summary>
/// Convolution of a real mesh with an even kernel by one real 2-D Fourier transform and its inverse. After the
/// transform down the columns only half the frequencies are kept (<see cref="ColumnTransform"/>). What stands in the mesh is
/// taken to be zero up to the period.
/// </summary>
internal sealed class PlaneConvolution
{
    private const int Lanes = Coordinates.Lanes;

    private readonly LaneFourier _along;
    private readonly ColumnTransform _down;
    private readonly float[][] _re;
    private readonly float[][] _im;
    private readonly float[][] _kernel;

    /// <param name="periodX">Even length of a row that <see cref="LaneFourier"/> can transform.</param>
    /// <param name="periodY">The same of a column.</param>
    /// <param name="kernel">The kernel's spectrum at frequencies (x, y), with all factors of the transforms.</param>
    public PlaneConvolution(int periodX, int periodY, float[][] kernel)
    {
        _along = new LaneFourier(periodX);
        _down = new ColumnTransform(periodY);
        _kernel = kernel;
        _re = ColumnTransform.NewPanels(periodY, PanelRows(periodX));
        _im = ColumnTransform.NewPanels(periodY, PanelRows(periodX));
    }

    /// <summary>The spectrum of an even real function.</summary>
    /// <param name="values">[periodY x stride] over one whole period.</param>
    /// <param name="stride">Length of a row in memory: a multiple of 32, at least the period; the rest zeros.</param>
    public static float[][] EvenSpectrum(float[] values, int stride, int periodX, int periodY, int threads, CancellationToken cancellation)
    {
        var whole = new PlaneConvolution(periodX, periodY, []);
        whole._down.Forward(values, stride, periodY, whole._re, whole._im, threads, cancellation);
        var room = new float[2 * PanelRows(periodX) * Lanes];
        for (var panel = 0; panel < whole._re.Length; panel++)
            whole._along.Transform(whole._re[panel], whole._im[panel], room, room.AsSpan(room.Length / 2));
        return whole._re;
    }

    /// <summary>Overwrites the mesh with its convolution.</summary>
    /// <param name="mesh">[rows x stride].</param>
    /// <param name="stride">Length of a row in memory, a multiple of 32, at most the period rounded up to 32.</param>
    /// <param name="rows">Rows of the mesh, at most the period.</param>
    public void Convolve(float[] mesh, int stride, int rows, int threads, CancellationToken cancellation)
    {
        _down.Forward(mesh, stride, rows, _re, _im, threads, cancellation);
        RowBlocks.For(_re.Length, 1, threads, (panel, _) => Multiply(panel, stride), cancellation);
        _down.Back(mesh, stride, rows, _re, _im, threads, cancellation);
    }

    private static int PanelRows(int period) => (period + (2 * Lanes) - 1) / (2 * Lanes) * 2 * Lanes;

    private void Multiply(int panel, int stride)
    {
        float[] re = _re[panel], im = _im[panel], kernel = _kernel[panel];
        using var room = new Room(2 * re.Length);
        Span<float> workRe = room.Values.Slice(0, re.Length), workIm = room.Values.Slice(re.Length, re.Length);
        // The inverse of the last convolution has left its values where there is no mesh.
        re.AsSpan(stride * Lanes).Clear();
        im.AsSpan(stride * Lanes).Clear();
        _along.Transform(re, im, workRe, workIm);
        System.Numerics.Tensors.TensorPrimitives.Multiply(re, kernel, re);
        System.Numerics.Tensors.TensorPrimitives.Multiply(im, kernel, im);
        _along.Transform(im, re, workIm, workRe);
    }
}
