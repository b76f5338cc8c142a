using AttentionViz.Numerics.Threading;

namespace AttentionViz.Numerics.Tsne;

/// <summary>
/// Fourier transform down the columns of a real mesh and back, 16 pairs of columns at a time: two columns are one complex
/// column, after whose transform their spectra are told apart. Half the frequencies are kept, in panels of 16:
/// [panel][column][16 frequencies].
/// </summary>
/// <param name="period">Even length that <see cref="LaneFourier"/> can transform; the mesh is zero past its rows.</param>
internal sealed class ColumnTransform(int period)
{
    private const int Lanes = Coordinates.Lanes;

    private readonly LaneFourier _fourier = new(period);

    public static float[][] NewPanels(int period, int columns) =>
        [.. Enumerable.Range(0, (period / 2 / Lanes) + 1).Select(_ => new float[columns * Lanes])];

    /// <summary>Writes the spectra of all columns.</summary>
    /// <param name="mesh">[rows x stride].</param>
    /// <param name="stride">Columns, a multiple of 32.</param>
    /// <param name="rows">At most the period.</param>
    public void Forward(float[] mesh, int stride, int rows, float[][] panelsRe, float[][] panelsIm, int threads, CancellationToken cancellation) =>
        RowBlocks.For(stride / 2 / Lanes, 1, threads, (pair, _) => Part(mesh, stride, rows, panelsRe, panelsIm, pair * Lanes), cancellation);

    /// <summary>Writes the mesh of given spectra, times the period.</summary>
    public void Back(float[] mesh, int stride, int rows, float[][] panelsRe, float[][] panelsIm, int threads, CancellationToken cancellation) =>
        RowBlocks.For(stride / 2 / Lanes, 1, threads, (pair, _) => Join(mesh, stride, rows, panelsRe, panelsIm, pair * Lanes), cancellation);

    private void Part(float[] mesh, int stride, int rows, float[][] panelsRe, float[][] panelsIm, int left)
    {
        var size = period * Lanes;
        using var room = new Room((4 * size) + (4 * Tiles.Size));
        var re = room.Values[..size];
        var im = room.Values.Slice(size, size);
        var right = left + (stride / 2);
        for (var y = 0; y < rows; y++)
        {
            mesh.AsSpan((y * stride) + left, Lanes).CopyTo(re[(y * Lanes)..]);
            mesh.AsSpan((y * stride) + right, Lanes).CopyTo(im[(y * Lanes)..]);
        }

        re[(rows * Lanes)..].Clear();
        im[(rows * Lanes)..].Clear();
        _fourier.Transform(re, im, room.Values.Slice(2 * size, size), room.Values.Slice(3 * size, size));
        var tile = new PairTile(room.Values[(4 * size)..]);
        for (var panel = 0; panel < panelsRe.Length; panel++)
        {
            tile.Part(re, im, period, panel * Lanes);
            tile.WriteTo(panelsRe[panel], panelsIm[panel], left, right);
        }
    }

    private void Join(float[] mesh, int stride, int rows, float[][] panelsRe, float[][] panelsIm, int left)
    {
        var size = period * Lanes;
        using var room = new Room((4 * size) + (4 * Tiles.Size));
        var re = room.Values[..size];
        var im = room.Values.Slice(size, size);
        var right = left + (stride / 2);
        var tile = new PairTile(room.Values[(4 * size)..]);
        for (var panel = 0; panel < panelsRe.Length; panel++)
        {
            tile.ReadFrom(panelsRe[panel], panelsIm[panel], left, right);
            tile.Join(re, im, period, panel * Lanes);
        }

        _fourier.Transform(im, re, room.Values.Slice(2 * size, size), room.Values.Slice(3 * size, size));
        for (var y = 0; y < rows; y++)
        {
            re.Slice(y * Lanes, Lanes).CopyTo(mesh.AsSpan((y * stride) + left));
            im.Slice(y * Lanes, Lanes).CopyTo(mesh.AsSpan((y * stride) + right));
        }
    }
}
