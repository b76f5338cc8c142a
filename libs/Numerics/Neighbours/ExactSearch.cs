using System.Numerics;
using System.Numerics.Tensors;

namespace AttentionViz.Numerics.Neighbours;

/// <summary>
/// Exact neighbours by blocked dot products. These lose digits where points are near one another and far from the mean;
/// so they only choose a few more candidates than wanted, whose distances are then taken by differences. All points left
/// out are proved to be farther than the last neighbour by the bound on the error of the products; the rare row where
/// that fails (equal distances, points far nearer to one another than to the mean) is searched by differences throughout.
/// </summary>
internal sealed class ExactSearch(PointBlocks points, int k)
{
    public const int RowsPerBlock = 64;

    private readonly DotPanels _panels = new(points.Rows, points.Width);

    // Enough to get past a few near ties at the last place.
    private readonly int _candidates = k + Math.Max(8, k / 4);

    /// <summary>Whether there are points enough to make candidates worthwhile.</summary>
    public static bool Suits(int count, int k) => count > (2 * k) + 64;

    /// <summary>Finds the neighbours of rows [start, end), at most <see cref="RowsPerBlock"/>.</summary>
    /// <param name="indices">[n x k] all results; those of these rows are written.</param>
    /// <param name="squares">[n x k] squared distances, likewise.</param>
    public void Find(int start, int end, int[] indices, float[] squares)
    {
        var width = points.Width;
        // Whole tiles: rows beyond the last are zeros whose thresholds let nothing pass.
        var tiles = (end - start + DotPanels.RowsAtOnce - 1) / DotPanels.RowsAtOnce;
        var rows = tiles * DotPanels.RowsAtOnce;
        var vectors = new float[rows * width];
        var ownSquares = new double[rows];
        var thresholds = new float[rows];
        var lists = new NearestList[end - start];
        Array.Fill(thresholds, float.NegativeInfinity);
        for (var r = 0; r < lists.Length; r++)
        {
            ownSquares[r] = _panels.Centre(start + r, vectors.AsSpan(r * width, width));
            lists[r] = new NearestList(_candidates);
            thresholds[r] = float.PositiveInfinity;
        }

        TensorPrimitives.Negate(vectors, vectors);
        Scan(start, vectors, thresholds, lists);
        var candidates = new int[_candidates];
        var exact = new (float Square, int Index)[_candidates];
        PlainSearch? plain = null;
        for (var r = 0; r < lists.Length; r++)
        {
            var point = start + r;
            var found = lists[r].Finish(candidates);
            var own = points.Rows.AsSpan(point * width, width);
            for (var c = 0; c < found; c++)
                exact[c] = (RowDistance.Squared(own, points.Rows.AsSpan(candidates[c] * width, width)), candidates[c]);
            exact.AsSpan(0, found).Sort();
            // Distances by differences err too, by a share of themselves. Scores beyond the range of a float are no candidates.
            var last = found < k ? double.PositiveInfinity : exact[k - 1].Square * (1.0 + (2 * _panels.RelativeError));
            if (!(last < _panels.LeastSquaredDistance(lists[r].Threshold, ownSquares[r])))
            {
                (plain ??= new PlainSearch(points, k)).Find(point, indices.AsSpan(point * k, k), squares.AsSpan(point * k, k));
                continue;
            }

            for (var j = 0; j < k; j++)
                (squares[(point * k) + j], indices[(point * k) + j]) = exact[j];
        }
    }

    private void Scan(int start, float[] vectors, float[] thresholds, NearestList[] lists)
    {
        var tileLength = DotPanels.RowsAtOnce * points.Width;
        Span<float> scores = stackalloc float[DotPanels.RowsAtOnce * DotPanels.PanelSize];
        Span<ulong> below = stackalloc ulong[DotPanels.RowsAtOnce];
        for (var panel = 0; panel < _panels.Count; panel++)
        {
            for (var first = 0; first < thresholds.Length; first += DotPanels.RowsAtOnce)
            {
                _panels.Score(
                    vectors.AsSpan(first * points.Width, tileLength), panel, thresholds.AsSpan(first, DotPanels.RowsAtOnce), scores, below);
                for (var r = 0; r < DotPanels.RowsAtOnce; r++)
                {
                    if (below[r] != 0)
                        Add(below[r], scores[(r * DotPanels.PanelSize)..], panel * DotPanels.PanelSize, start + first + r, lists[first + r], ref thresholds[first + r]);
                }
            }
        }
    }

    private static void Add(ulong below, ReadOnlySpan<float> scores, int first, int self, NearestList list, ref float threshold)
    {
        for (; below != 0; below &= below - 1)
        {
            var j = BitOperations.TrailingZeroCount(below);
            if (first + j != self && scores[j] < list.Threshold)
                list.Add(scores[j], first + j);
        }

        threshold = list.Threshold;
    }
}
