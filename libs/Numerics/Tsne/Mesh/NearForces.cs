using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AttentionViz.Numerics.Tsne;

/// <summary>
/// The short-ranged part E = e^-su / u of the kernel, u = 1 + r^2, from all points within two cells. Its force is
/// -grad E / 2 = E (s + 1 / u) (y_i - y_j).
/// </summary>
internal static class NearForces<TReciprocal>
    where TReciprocal : struct, IReciprocal
{
    private const int Cells = KernelSplit.CellsOfReach;
    private const int Lanes = Coordinates.Lanes;

    /// <summary>Adds to the potential and the forces, [place in the order], of the points of some rows of cells.</summary>
    public static void Add(CellOrder order, double s, int firstRow, int endRow, float[] potential, float[] forceX, float[] forceY)
    {
        for (var row = firstRow; row < endRow; row++)
        {
            for (var column = 0; column < order.Columns; column++)
            {
                int start = order.Start(row, column), end = order.Start(row, column + 1);
                if (start < end)
                    AddCell(order, s, row, column, potential.AsSpan(start, end - start), forceX.AsSpan(start), forceY.AsSpan(start));
            }
        }
    }

    private static void AddCell(CellOrder order, double s, int row, int column, Span<float> potential, Span<float> forceX, Span<float> forceY)
    {
        int left = Math.Max(0, column - Cells), right = Math.Min(order.Columns, column + Cells + 1);
        int bottom = Math.Max(0, row - Cells), top = Math.Min(order.Rows, row + Cells + 1);
        var padded = Coordinates.Padded(order.CountAround(row, column, Cells));
        using var room = new Room(2 * padded);
        var xs = room.Values[..padded];
        var ys = room.Values.Slice(padded, padded);
        var next = 0;
        for (var r = bottom; r < top; r++)
        {
            int from = order.Start(r, left), length = order.Start(r, right) - from;
            order.X.AsSpan(from, length).CopyTo(xs[next..]);
            order.Y.AsSpan(from, length).CopyTo(ys[next..]);
            next += length;
        }

        xs[next..].Fill(Coordinates.Nowhere);
        ys[next..].Fill(Coordinates.Nowhere);
        var own = order.Start(row, column);
        for (var i = 0; i < potential.Length; i++)
            Sum(order.X[own + i], order.Y[own + i], (float)s, xs, ys, ref potential[i], ref forceX[i], ref forceY[i]);
    }

    private static void Sum(float x, float y, float s, Span<float> xs, Span<float> ys, ref float potential, ref float forceX, ref float forceY)
    {
        ref var columnX = ref MemoryMarshal.GetReference(xs);
        ref var columnY = ref MemoryMarshal.GetReference(ys);
        var (ownX, ownY, share) = (Vector512.Create(x), Vector512.Create(y), Vector512.Create(s));
        var exponent = Vector512.Create(-s * 1.44269504f);
        Vector512<float> sum = default, fx = default, fy = default;
        for (nuint j = 0; j < (nuint)xs.Length; j += Lanes)
        {
            var dx = ownX - Vector512.LoadUnsafe(ref columnX, j);
            var dy = ownY - Vector512.LoadUnsafe(ref columnY, j);
            var u = Vector512.FusedMultiplyAdd(dx, dx, Vector512.FusedMultiplyAdd(dy, dy, Vector512<float>.One));
            var w = TReciprocal.Of(u);
            var e = PowerOfTwo.Of(u * exponent) * w;
            sum += e;
            var push = e * (share + w);
            fx = Vector512.FusedMultiplyAdd(push, dx, fx);
            fy = Vector512.FusedMultiplyAdd(push, dy, fy);
        }

        potential += (float)LaneSum.Of(sum);
        forceX += (float)LaneSum.Of(fx);
        forceY += (float)LaneSum.Of(fy);
    }
}
