using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AttentionViz.Numerics.Neighbours;

/// <summary>
/// Points, less their mean, packed in panels of 64 ([panel][block of 16][coordinate][16]) so that scores of four vectors
/// against a panel are a register-tiled product: 4 loads and 4 broadcasts for 16 fused operations. The score of points x
/// and y is |y|^2 / 2 - x.y, which orders all y by their distance from x; it is made to err downward only.
/// </summary>
internal sealed class DotPanels
{
    public const int PanelSize = 64;
    public const int RowsAtOnce = 4;
    private const int Lanes = 16;
    private const float UnitRoundoff = 1f / (1 << 24);

    private readonly float[] _panels;
    private readonly float[] _halfSquares;
    private readonly float[] _means;
    private readonly float[] _rows;
    private readonly int _count;
    private readonly int _width;

    /// <param name="rows">[count x width], row-major; kept.</param>
    public DotPanels(float[] rows, int width)
    {
        _rows = rows;
        _width = width;
        _count = rows.Length / width;
        Count = (_count + PanelSize - 1) / PanelSize;
        _panels = new float[Count * PanelSize * width];
        _halfSquares = new float[Count * PanelSize];
        _means = [.. ColumnMeans.Of(rows, width).Select(mean => (float)mean)];
        // A sum of w products errs by at most (w + few) roundings of the sum of their magnitudes (Higham: Accuracy and
        // Stability of Numerical Algorithms, 3.1); half a dozen more cover the centring and the half squares.
        RelativeError = (width + 8) * UnitRoundoff;
        // Padding is infinitely far from everything.
        _halfSquares.AsSpan(_count).Fill(float.PositiveInfinity);
        var row = new float[width];
        for (var i = 0; i < _count; i++)
        {
            var square = Centre(i, row);
            _halfSquares[i] = (float)(square / 2 * (1 - (2 * RelativeError)));
            var block = (i / Lanes * Lanes * width) + (i % Lanes);
            for (var w = 0; w < width; w++)
                _panels[block + (w * Lanes)] = row[w];
        }
    }

    /// <summary>Number of panels.</summary>
    public int Count { get; }

    /// <summary>See <see cref="LeastSquaredDistance"/>.</summary>
    public float RelativeError { get; }

    /// <summary>Writes a point less the mean to <paramref name="target"/> ([width]) and returns its squared length.</summary>
    public double Centre(int point, Span<float> target)
    {
        double square = 0;
        var row = _rows.AsSpan(point * _width, _width);
        for (var w = 0; w < row.Length; w++)
        {
            target[w] = row[w] - _means[w];
            square += (double)target[w] * target[w];
        }

        return square;
    }

    /// <summary>
    /// The squared distance below which no point can be whose score is at least <paramref name="score"/>. With u the relative
    /// error of a dot product, |x.y| errs by u |x| |y|, at most u (|x|^2 + |y|^2) / 2: the half of y is taken from the score
    /// when panels are made, the half of x here.
    /// </summary>
    public double LeastSquaredDistance(float score, double ownSquare) => (2.0 * score) + (ownSquare * (1 - (2 * RelativeError)));

    /// <summary>Scores of four vectors against one panel.</summary>
    /// <param name="vectors">[4 x width] centred, with their signs turned: that spares the loop a subtraction.</param>
    /// <param name="panel">In [0, Count).</param>
    /// <param name="thresholds">[4].</param>
    /// <param name="scores">[4 x 64].</param>
    /// <param name="below">[4] bit j: score j is below the vector's threshold.</param>
    public void Score(ReadOnlySpan<float> vectors, int panel, ReadOnlySpan<float> thresholds, Span<float> scores, Span<ulong> below)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            ScoreFourBlocks(vectors, panel, scores);
        }
        else
        {
            for (var block = 0; block < PanelSize; block += Lanes)
                ScoreOneBlock(vectors, (panel * PanelSize) + block, scores[block..]);
        }

        ref var score = ref MemoryMarshal.GetReference(scores);
        for (var r = 0; r < RowsAtOnce; r++)
        {
            var threshold = Vector512.Create(thresholds[r]);
            var at = (nuint)(r * PanelSize);
            below[r] = Vector512.LessThan(Vector512.LoadUnsafe(ref score, at), threshold).ExtractMostSignificantBits()
                | (Vector512.LessThan(Vector512.LoadUnsafe(ref score, at + Lanes), threshold).ExtractMostSignificantBits() << 16)
                | (Vector512.LessThan(Vector512.LoadUnsafe(ref score, at + (2 * Lanes)), threshold).ExtractMostSignificantBits() << 32)
                | (Vector512.LessThan(Vector512.LoadUnsafe(ref score, at + (3 * Lanes)), threshold).ExtractMostSignificantBits() << 48);
        }
    }

    /// <summary>For 32 registers: 16 sums, 4 blocks, 1 broadcast.</summary>
    private void ScoreFourBlocks(ReadOnlySpan<float> vectors, int panel, Span<float> scores)
    {
        nuint width = (nuint)_width, stride = Lanes * width;
        ref var half = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_halfSquares), panel * PanelSize);
        ref var source = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_panels), (nint)panel * PanelSize * _width);
        ref var x = ref MemoryMarshal.GetReference(vectors);
        var a0 = Vector512.LoadUnsafe(ref half);
        var a1 = Vector512.LoadUnsafe(ref half, Lanes);
        var a2 = Vector512.LoadUnsafe(ref half, 2 * Lanes);
        var a3 = Vector512.LoadUnsafe(ref half, 3 * Lanes);
        var (b0, b1, b2, b3) = (a0, a1, a2, a3);
        var (c0, c1, c2, c3) = (a0, a1, a2, a3);
        var (d0, d1, d2, d3) = (a0, a1, a2, a3);
        for (nuint w = 0; w < width; w++)
        {
            var y0 = Vector512.LoadUnsafe(ref source, w * Lanes);
            var y1 = Vector512.LoadUnsafe(ref source, (w * Lanes) + stride);
            var y2 = Vector512.LoadUnsafe(ref source, (w * Lanes) + (2 * stride));
            var y3 = Vector512.LoadUnsafe(ref source, (w * Lanes) + (3 * stride));
            var v = Vector512.Create(Unsafe.Add(ref x, w));
            a0 = Vector512.FusedMultiplyAdd(v, y0, a0);
            a1 = Vector512.FusedMultiplyAdd(v, y1, a1);
            a2 = Vector512.FusedMultiplyAdd(v, y2, a2);
            a3 = Vector512.FusedMultiplyAdd(v, y3, a3);
            v = Vector512.Create(Unsafe.Add(ref x, w + width));
            b0 = Vector512.FusedMultiplyAdd(v, y0, b0);
            b1 = Vector512.FusedMultiplyAdd(v, y1, b1);
            b2 = Vector512.FusedMultiplyAdd(v, y2, b2);
            b3 = Vector512.FusedMultiplyAdd(v, y3, b3);
            v = Vector512.Create(Unsafe.Add(ref x, w + (2 * width)));
            c0 = Vector512.FusedMultiplyAdd(v, y0, c0);
            c1 = Vector512.FusedMultiplyAdd(v, y1, c1);
            c2 = Vector512.FusedMultiplyAdd(v, y2, c2);
            c3 = Vector512.FusedMultiplyAdd(v, y3, c3);
            v = Vector512.Create(Unsafe.Add(ref x, w + (3 * width)));
            d0 = Vector512.FusedMultiplyAdd(v, y0, d0);
            d1 = Vector512.FusedMultiplyAdd(v, y1, d1);
            d2 = Vector512.FusedMultiplyAdd(v, y2, d2);
            d3 = Vector512.FusedMultiplyAdd(v, y3, d3);
        }

        ref var score = ref MemoryMarshal.GetReference(scores);
        Store(ref score, a0, a1, a2, a3);
        Store(ref Unsafe.Add(ref score, PanelSize), b0, b1, b2, b3);
        Store(ref Unsafe.Add(ref score, 2 * PanelSize), c0, c1, c2, c3);
        Store(ref Unsafe.Add(ref score, 3 * PanelSize), d0, d1, d2, d3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(ref float target, Vector512<float> v0, Vector512<float> v1, Vector512<float> v2, Vector512<float> v3)
    {
        v0.StoreUnsafe(ref target);
        v1.StoreUnsafe(ref target, Lanes);
        v2.StoreUnsafe(ref target, 2 * Lanes);
        v3.StoreUnsafe(ref target, 3 * Lanes);
    }

    /// <summary>For 16 registers of half the width: 8 for the sums, 2 for the block. The same operations, so the same bits.</summary>
    private void ScoreOneBlock(ReadOnlySpan<float> vectors, int first, Span<float> scores)
    {
        var width = (nuint)_width;
        ref var source = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_panels), (nint)first * _width);
        ref var x = ref MemoryMarshal.GetReference(vectors);
        var a = Vector512.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(_halfSquares), (nuint)first);
        var (b, c, d) = (a, a, a);
        for (nuint w = 0; w < width; w++)
        {
            var y = Vector512.LoadUnsafe(ref source, w * Lanes);
            a = Vector512.FusedMultiplyAdd(Vector512.Create(Unsafe.Add(ref x, w)), y, a);
            b = Vector512.FusedMultiplyAdd(Vector512.Create(Unsafe.Add(ref x, w + width)), y, b);
            c = Vector512.FusedMultiplyAdd(Vector512.Create(Unsafe.Add(ref x, w + (2 * width))), y, c);
            d = Vector512.FusedMultiplyAdd(Vector512.Create(Unsafe.Add(ref x, w + (3 * width))), y, d);
        }

        a.CopyTo(scores);
        b.CopyTo(scores[PanelSize..]);
        c.CopyTo(scores[(2 * PanelSize)..]);
        d.CopyTo(scores[(3 * PanelSize)..]);
    }
}
