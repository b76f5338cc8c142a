using AttentionViz.Numerics.Threading;

namespace AttentionViz.Numerics.Tsne;

/// <summary>
/// Convolution of a real mesh with an even kernel by one real 2-D Fourier transform and its inverse. Two columns of the mesh
/// are one complex column; after the transform down the columns their spectra are told apart, and only half the
/// frequencies are kept. What stands in the mesh is taken to be zero up to the period.
/// </summary>
internal sealed class PlaneConvolution
{
    private const int Lanes = Coordinates.Lanes;

    private readonly LaneFourier _along;
    private readonly LaneFourier _down;
    private readonly int _panelRows;
    private readonly float[][] _re;
    private readonly float[][] _im;
    private readonly float[][] _kernel;

    /// <param name="periodX">Even length of a row that <see cref="LaneFourier"/> can transform.</param>
    /// <param name="periodY">The same of a column.</param>
    /// <param name="kernel">The kernel's spectrum at frequencies (x, y), with all factors of the transforms.</param>
    public PlaneConvolution(int periodX, int periodY, float[][] kernel)
    {
        _along = new LaneFourier(periodX);
        _down = new LaneFourier(periodY);
        _kernel = kernel;
        _panelRows = PanelRows(periodX);
        _re = NewPanels(periodX, periodY);
        _im = NewPanels(periodX, periodY);
    }

    /// <summary>Panels of 16 frequencies y, each [x][16], for half the spectrum.</summary>
    public static float[][] NewPanels(int periodX, int periodY) =>
        [.. Enumerable.Range(0, (periodY / 2 / Lanes) + 1).Select(_ => new float[PanelRows(periodX) * Lanes])];

    /// <summary>The spectrum of an even real function.</summary>
    /// <param name="values">[periodY x stride] over one whole period.</param>
    /// <param name="stride">Length of a row in memory: a multiple of 32, at least the period; the rest zeros.</param>
    public static float[][] EvenSpectrum(float[] values, int stride, int periodX, int periodY, int threads, CancellationToken cancellation)
    {
        var whole = new PlaneConvolution(periodX, periodY, []);
        whole.Forward(values, stride, periodY, threads, cancellation);
        var room = new float[2 * whole._panelRows * Lanes];
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
        Forward(mesh, stride, rows, threads, cancellation);
        RowBlocks.For(_re.Length, 1, threads, (panel, _) => Multiply(panel, stride), cancellation);
        RowBlocks.For(stride / 2 / Lanes, 1, threads, (pair, _) => Join(mesh, stride, rows, pair), cancellation);
    }

    private static int PanelRows(int period) => (period + (2 * Lanes) - 1) / (2 * Lanes) * 2 * Lanes;

    private void Forward(float[] mesh, int stride, int rows, int threads, CancellationToken cancellation) =>
        RowBlocks.For(stride / 2 / Lanes, 1, threads, (pair, _) => Part(mesh, stride, rows, pair), cancellation);

    private void Multiply(int panel, int stride)
    {
        float[] re = _re[panel], im = _im[panel], kernel = _kernel[panel];
        using var room = new Room(2 * re.Length);
        Span<float> workRe = room.Values.AsSpan(0, re.Length), workIm = room.Values.AsSpan(re.Length, re.Length);
        // The inverse of the last convolution has left its values where there is no mesh.
        re.AsSpan(stride * Lanes).Clear();
        im.AsSpan(stride * Lanes).Clear();
        _along.Transform(re, im, workRe, workIm);
        System.Numerics.Tensors.TensorPrimitives.Multiply(re, kernel, re);
        System.Numerics.Tensors.TensorPrimitives.Multiply(im, kernel, im);
        _along.Transform(im, re, workIm, workRe);
    }

    /// <summary>Transforms 16 pairs of columns and writes the spectrum of each.</summary>
    private void Part(float[] mesh, int stride, int rows, int pair)
    {
        var period = _down.Length;
        var size = period * Lanes;
        using var room = new Room((4 * size) + (4 * Tiles.Size));
        var re = room.Values.AsSpan(0, size);
        var im = room.Values.AsSpan(size, size);
        var left = pair * Lanes;
        var right = left + (stride / 2);
        for (var y = 0; y < rows; y++)
        {
            mesh.AsSpan((y * stride) + left, Lanes).CopyTo(re[(y * Lanes)..]);
            mesh.AsSpan((y * stride) + right, Lanes).CopyTo(im[(y * Lanes)..]);
        }

        re[(rows * Lanes)..].Clear();
        im[(rows * Lanes)..].Clear();
        _down.Transform(re, im, room.Values.AsSpan(2 * size, size), room.Values.AsSpan(3 * size, size));
        var tile = new PairTile(room.Values.AsSpan(4 * size));
        for (var panel = 0; panel < _re.Length; panel++)
        {
            tile.Part(re, im, period, panel * Lanes);
            tile.WriteTo(_re[panel], _im[panel], left, right);
        }
    }

    /// <summary>Joins 16 pairs of spectra, transforms back and writes the columns.</summary>
    private void Join(float[] mesh, int stride, int rows, int pair)
    {
        var period = _down.Length;
        var size = period * Lanes;
        using var room = new Room((4 * size) + (4 * Tiles.Size));
        var re = room.Values.AsSpan(0, size);
        var im = room.Values.AsSpan(size, size);
        var left = pair * Lanes;
        var right = left + (stride / 2);
        var tile = new PairTile(room.Values.AsSpan(4 * size));
        for (var panel = 0; panel < _re.Length; panel++)
        {
            tile.ReadFrom(_re[panel], _im[panel], left, right);
            tile.Join(re, im, period, panel * Lanes);
        }

        _down.Transform(im, re, room.Values.AsSpan(2 * size, size), room.Values.AsSpan(3 * size, size));
        for (var y = 0; y < rows; y++)
        {
            re.Slice(y * Lanes, Lanes).CopyTo(mesh.AsSpan((y * stride) + left));
            im.Slice(y * Lanes, Lanes).CopyTo(mesh.AsSpan((y * stride) + right));
        }
    }
}
