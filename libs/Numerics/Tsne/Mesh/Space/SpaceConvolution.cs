using AttentionViz.Numerics.Threading;

namespace AttentionViz.Numerics.Tsne;

/// <summary>
/// Convolution of a real mesh in space with an even kernel by one real 3-D Fourier transform and its inverse. After the
/// transform along z only half the frequencies are kept; then, for 16 of them at a time, along y and along x, where the
/// spectrum is multiplied, and back. What stands in the mesh is taken to be zero up to the periods, and zeros are left out.
/// </summary>
internal sealed class SpaceConvolution
{
    private const int Lanes = Coordinates.Lanes;

    // Transforms that a thread takes at once.
    private const int Block = 8;

    private readonly SpacePlan _plan;
    private readonly float[][] _kernel;
    private readonly ColumnTransform _alongZ;
    private readonly LaneFourier _alongY;
    private readonly LaneFourier _alongX;
    private readonly float[][] _re;
    private readonly float[][] _im;
    private readonly float[] _workRe;
    private readonly float[] _workIm;

    /// <param name="plan">Lines and periods.</param>
    /// <param name="kernel">The kernel's spectrum, with all factors of the transforms, as <see cref="SpaceKernel.Spectrum"/> writes it.</param>
    public SpaceConvolution(SpacePlan plan, float[][] kernel)
    {
        _plan = plan;
        _kernel = kernel;
        _alongZ = new ColumnTransform(plan.PeriodZ);
        _alongY = new LaneFourier(plan.PeriodY);
        _alongX = new LaneFourier(plan.PeriodX);
        _re = ColumnTransform.NewPanels(plan.PeriodZ, plan.Plane);
        _im = ColumnTransform.NewPanels(plan.PeriodZ, plan.Plane);
        _workRe = new float[plan.PeriodY * plan.LinesX * Lanes];
        _workIm = new float[plan.PeriodY * plan.LinesX * Lanes];
    }

    /// <summary>Overwrites the mesh, [line z][plane], with its convolution.</summary>
    public void Convolve(float[] mesh, int threads, CancellationToken cancellation)
    {
        _alongZ.Forward(mesh, _plan.Plane, _plan.LinesZ, _re, _im, threads, cancellation);
        for (var panel = 0; panel < _re.Length; panel++)
        {
            float[] re = _re[panel], im = _im[panel], kernel = _kernel[panel];
            RowBlocks.For(_plan.LinesX, Block, threads, (start, end) => ForwardY(re, im, start, end), cancellation);
            RowBlocks.For(_plan.PeriodY, Block, threads, (start, end) => Multiply(kernel, start, end), cancellation);
            RowBlocks.For(_plan.LinesX, Block, threads, (start, end) => BackY(re, im, start, end), cancellation);
        }

        _alongZ.Back(mesh, _plan.Plane, _plan.LinesZ, _re, _im, threads, cancellation);
    }

    /// <summary>Transforms columns x of a panel, [y][x][16], into the work, [frequency y][x][16].</summary>
    private void ForwardY(float[] panelRe, float[] panelIm, int start, int end)
    {
        var size = _plan.PeriodY * Lanes;
        using var room = new Room(4 * size);
        Span<float> re = room.Values[..size], im = room.Values.Slice(size, size);
        for (var x = start; x < end; x++)
        {
            Rows.Gather(panelRe.AsSpan(x * Lanes), _plan.Stride, re, _plan.LinesY);
            Rows.Gather(panelIm.AsSpan(x * Lanes), _plan.Stride, im, _plan.LinesY);
            re[(_plan.LinesY * Lanes)..].Clear();
            im[(_plan.LinesY * Lanes)..].Clear();
            _alongY.Transform(re, im, room.Values.Slice(2 * size, size), room.Values.Slice(3 * size, size));
            Rows.Scatter(re, _workRe.AsSpan(x * Lanes), _plan.LinesX, _plan.PeriodY);
            Rows.Scatter(im, _workIm.AsSpan(x * Lanes), _plan.LinesX, _plan.PeriodY);
        }
    }

    /// <summary>Transforms rows of the work along x, multiplies them by the kernel and transforms them back.</summary>
    private void Multiply(float[] kernel, int start, int end)
    {
        int size = _plan.PeriodX * Lanes, length = _plan.LinesX * Lanes;
        using var room = new Room(4 * size);
        Span<float> re = room.Values[..size], im = room.Values.Slice(size, size);
        Span<float> spareRe = room.Values.Slice(2 * size, size), spareIm = room.Values.Slice(3 * size, size);
        var rowSize = ((_plan.PeriodX / 2) + 1) * Lanes;
        for (var y = start; y < end; y++)
        {
            Span<float> rowRe = _workRe.AsSpan(y * length, length), rowIm = _workIm.AsSpan(y * length, length);
            rowRe.CopyTo(re);
            rowIm.CopyTo(im);
            re[length..].Clear();
            im[length..].Clear();
            _alongX.Transform(re, im, spareRe, spareIm);
            var row = kernel.AsSpan(Math.Min(y, _plan.PeriodY - y) * rowSize, rowSize);
            Rows.MultiplyEven(row, re, _plan.PeriodX);
            Rows.MultiplyEven(row, im, _plan.PeriodX);
            _alongX.Transform(im, re, spareIm, spareRe);
            re[..length].CopyTo(rowRe);
            im[..length].CopyTo(rowIm);
        }
    }

    /// <summary>The reverse of <see cref="ForwardY"/>.</summary>
    private void BackY(float[] panelRe, float[] panelIm, int start, int end)
    {
        var size = _plan.PeriodY * Lanes;
        using var room = new Room(4 * size);
        Span<float> re = room.Values[..size], im = room.Values.Slice(size, size);
        for (var x = start; x < end; x++)
        {
            Rows.Gather(_workRe.AsSpan(x * Lanes), _plan.LinesX, re, _plan.PeriodY);
            Rows.Gather(_workIm.AsSpan(x * Lanes), _plan.LinesX, im, _plan.PeriodY);
            _alongY.Transform(im, re, room.Values.Slice(3 * size, size), room.Values.Slice(2 * size, size));
            Rows.Scatter(re, panelRe.AsSpan(x * Lanes), _plan.Stride, _plan.LinesY);
            Rows.Scatter(im, panelIm.AsSpan(x * Lanes), _plan.Stride, _plan.LinesY);
        }
    }
}
