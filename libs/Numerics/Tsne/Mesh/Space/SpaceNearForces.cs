using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AttentionViz.Numerics.Tsne;

/// <summary>What <see cref="NearForces{TReciprocal}"/> is in a plane, in space.</summary>
internal static class SpaceNearForces<TReciprocal>
    where TReciprocal : struct, IReciprocal
{
    private const int Cells = KernelSplit.CellsOfReach;
    private const int Lanes = Coordinates.Lanes;

    /// <summary>Adds to the potential and the forces, [place in the order], of the points of some rows of cells.</summary>
    public static void Add(CellOrder order, double s, int firstRow, int endRow, float[] potential, float[][] forces)
    {
        for (var row = firstRow; row < endRow; row++)
        {
            for (var column = 0; column < order.Columns; column++)
            {
                if (order.Start(row, column) < order.Start(row, column + 1))
                    AddCell(order, s, row, column, potential, forces);
            }
        }
    }

    private static void AddCell(CellOrder order, double s, int row, int column, float[] potential, float[][] forces)
    {
        int left = Math.Max(0, column - Cells), right = Math.Min(order.Columns, column + Cells + 1);
        var padded = Coordinates.Padded(order.CountAround(row, column, Cells));
        using var room = new Room(3 * padded);
        Span<float> xs = room.Values[..padded], ys = room.Values.Slice(padded, padded), zs = room.Values.Slice(2 * padded, padded);
        var next = 0;
        var (layer, endLayer) = order.LayersAround(row, Cells);
        for (; layer < endLayer; layer++)
        {
            var (first, end) = order.RowsAround(layer, row, Cells);
            for (var r = first; r < end; r++)
            {
                int from = order.Start(r, left), length = order.Start(r, right) - from;
                order.X.AsSpan(from, length).CopyTo(xs[next..]);
                order.Y.AsSpan(from, length).CopyTo(ys[next..]);
                order.Z.AsSpan(from, length).CopyTo(zs[next..]);
                next += length;
            }
        }

        xs[next..].Fill(Coordinates.Nowhere);
        ys[next..].Fill(Coordinates.Nowhere);
        zs[next..].Fill(Coordinates.Nowhere);
        for (var i = order.Start(row, column); i < order.Start(row, column + 1); i++)
        {
            var sums = Sums(order.X[i], order.Y[i], order.Z[i], (float)s, xs, ys, zs);
            potential[i] += sums[0];
            forces[0][i] += sums[1];
            forces[1][i] += sums[2];
            forces[2][i] += sums[3];
        }
    }

    /// <summary>The potential and the force along x, y and z at a place.</summary>
    private static Vector128<float> Sums(float x, float y, float z, float s, Span<float> xs, Span<float> ys, Span<float> zs)
    {
        ref var columnX = ref MemoryMarshal.GetReference(xs);
        ref var columnY = ref MemoryMarshal.GetReference(ys);
        ref var columnZ = ref MemoryMarshal.GetReference(zs);
        var (ownX, ownY, ownZ, share) = (Vector512.Create(x), Vector512.Create(y), Vector512.Create(z), Vector512.Create(s));
        var exponent = Vector512.Create(-s * 1.44269504f);
        Vector512<float> sum = default, fx = default, fy = default, fz = default;
        for (nuint j = 0; j < (nuint)xs.Length; j += Lanes)
        {
            var dx = ownX - Vector512.LoadUnsafe(ref columnX, j);
            var dy = ownY - Vector512.LoadUnsafe(ref columnY, j);
            var dz = ownZ - Vector512.LoadUnsafe(ref columnZ, j);
            var u = Vector512.FusedMultiplyAdd(dz, dz, Vector512<float>.One);
            u = Vector512.FusedMultiplyAdd(dx, dx, Vector512.FusedMultiplyAdd(dy, dy, u));
            var w = TReciprocal.Of(u);
            var e = PowerOfTwo.Of(u * exponent) * w;
            sum += e;
            var push = e * (share + w);
            fx = Vector512.FusedMultiplyAdd(push, dx, fx);
            fy = Vector512.FusedMultiplyAdd(push, dy, fy);
            fz = Vector512.FusedMultiplyAdd(push, dz, fz);
        }

        return LaneSum.OfFour(sum, fy, fx, fz);
    }
}
