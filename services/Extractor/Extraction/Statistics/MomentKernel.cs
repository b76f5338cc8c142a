using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using AttentionViz.Extractor.Running;
using AttentionViz.Pipeline.Atlases.Statistics;

namespace AttentionViz.Extractor.Extraction.Statistics;

/// <summary>The moments of one sequence's vectors, in double precision: products of float32 values are exact there.</summary>
internal static class MomentKernel
{
    /// <summary>Rows taken together; as float64 they stay in the first cache.</summary>
    private const int BlockRows = 64;

    private const int TileRows = 4;

    // Two vectors.
    private const int TileColumns = 2 * Lanes.Doubles;

    /// <param name="vectors">Rows beyond <paramref name="length"/> are padding.</param>
    /// <param name="sums">As <see cref="MomentSums"/>; overwritten.</param>
    public static void Run(HeadRows vectors, int length, Scratch scratch, Span<double> sums)
    {
        sums.Clear();
        sums[0] = length;
        var padded = (vectors.Width + TileColumns - 1) / TileColumns * TileColumns;
        var rows = scratch.Rows(BlockRows * padded);
        for (var first = 0; first < length; first += BlockRows)
        {
            var count = Math.Min(BlockRows, length - first);
            for (var r = 0; r < count; r++) sums[1] += Widen(vectors, first + r, rows.Slice(r * padded, padded), sums.Slice(MomentSums.SumAt, vectors.Width));
            AddProducts(rows, count, padded, vectors.Width, sums);
        }
    }

    /// <summary>Copies a row, adds it to the sum, and returns its norm.</summary>
    private static double Widen(HeadRows vectors, int row, Span<double> to, Span<double> sum)
    {
        var from = vectors.Data[(row * vectors.RowStride)..];
        var stride = vectors.ComponentStride;
        for (var d = 0; d < vectors.Width; d++) to[d] = from[d * stride];
        to[vectors.Width..].Clear();
        var squares = Vector512<double>.Zero;
        ref var source = ref MemoryMarshal.GetReference(to);
        for (var d = 0; d < to.Length; d += Lanes.Doubles)
        {
            var x = Vector512.LoadUnsafe(ref source, (nuint)d);
            squares = Vector512.FusedMultiplyAdd(x, x, squares);
        }

        for (var d = 0; d < sum.Length; d++) sum[d] += to[d];
        return Math.Sqrt(Vector512.Sum(squares));
    }

    private static void AddProducts(ReadOnlySpan<double> rows, int count, int padded, int width, Span<double> sums)
    {
        Span<double> tile = stackalloc double[TileRows * TileColumns];
        for (var a = 0; a < width; a += TileRows)
        {
            for (var c = a / TileColumns * TileColumns; c < width; c += TileColumns)
            {
                Multiply(rows, count, padded, a, c, tile);
                for (var r = 0; r < TileRows && a + r < width; r++)
                {
                    var from = Math.Max(a + r, c);
                    var to = sums.Slice(MomentSums.ProductAt(width, a + r) + from - a - r, Math.Max(Math.Min(c + TileColumns, width) - from, 0));
                    for (var i = 0; i < to.Length; i++) to[i] += tile[(r * TileColumns) + from - c + i];
                }
            }
        }
    }

    /// <summary>Products of components a .. a + 3 with c .. c + 15, summed over the rows.</summary>
    private static void Multiply(ReadOnlySpan<double> rows, int count, int padded, int a, int c, Span<double> tile)
    {
        ref var source = ref MemoryMarshal.GetReference(rows);
        var (s00, s01, s10, s11) = (Vector512<double>.Zero, Vector512<double>.Zero, Vector512<double>.Zero, Vector512<double>.Zero);
        var (s20, s21, s30, s31) = (s00, s01, s10, s11);
        for (var r = 0; r < count; r++)
        {
            ref var row = ref Unsafe.Add(ref source, r * padded);
            ref var left = ref Unsafe.Add(ref row, a);
            var x0 = Vector512.LoadUnsafe(ref row, (nuint)c);
            var x1 = Vector512.LoadUnsafe(ref row, (nuint)(c + Lanes.Doubles));
            var y = Vector512.Create(left);
            (s00, s01) = (Vector512.FusedMultiplyAdd(y, x0, s00), Vector512.FusedMultiplyAdd(y, x1, s01));
            y = Vector512.Create(Unsafe.Add(ref left, 1));
            (s10, s11) = (Vector512.FusedMultiplyAdd(y, x0, s10), Vector512.FusedMultiplyAdd(y, x1, s11));
            y = Vector512.Create(Unsafe.Add(ref left, 2));
            (s20, s21) = (Vector512.FusedMultiplyAdd(y, x0, s20), Vector512.FusedMultiplyAdd(y, x1, s21));
            y = Vector512.Create(Unsafe.Add(ref left, 3));
            (s30, s31) = (Vector512.FusedMultiplyAdd(y, x0, s30), Vector512.FusedMultiplyAdd(y, x1, s31));
        }

        ref var to = ref MemoryMarshal.GetReference(tile);
        s00.StoreUnsafe(ref to, 0);
        s01.StoreUnsafe(ref to, 8);
        s10.StoreUnsafe(ref to, 16);
        s11.StoreUnsafe(ref to, 24);
        s20.StoreUnsafe(ref to, 32);
        s21.StoreUnsafe(ref to, 40);
        s30.StoreUnsafe(ref to, 48);
        s31.StoreUnsafe(ref to, 56);
    }
}
