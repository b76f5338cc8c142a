using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AttentionViz.Numerics.Tsne;

/// <summary>Pairs of points in 2-D, four rows against a vector of columns at a time: more would not fit the registers.</summary>
internal sealed class PlanePairs<TReciprocal> : IPairKernel
    where TReciprocal : struct, IReciprocal
{
    private const int Rows = 4;

    public int Dimensions => 2;

    public double Between(float[][] positions, float[][] sums, int row, int start, int end)
    {
        double weight = 0;
        if (start >= end)
            return weight;
        for (var i = row; i < row + Coordinates.Lanes; i += Rows)
            weight += FourRows(positions, sums, i, start, end);
        return weight;
    }

    public double Within(float[][] positions, float[][] sums, int row, int count)
    {
        var columnX = Vector512.Create(positions[0], row);
        var columnY = Vector512.Create(positions[1], row);
        double weight = 0;
        for (var i = row; i < Math.Min(count, row + Coordinates.Lanes); i++)
        {
            Vector512<float> fx = default, fy = default, backX = default, backY = default, w = default;
            Pair(Vector512.Create(positions[0][i]), Vector512.Create(positions[1][i]), columnX, columnY, ref fx, ref fy, ref backX, ref backY, ref w);
            sums[0][i] += (float)LaneSum.Of(fx);
            sums[1][i] += (float)LaneSum.Of(fy);
            weight += LaneSum.Of(w);
        }

        return weight;
    }

    private static double FourRows(float[][] positions, float[][] sums, int row, int start, int end)
    {
        ref var xs = ref MemoryMarshal.GetArrayDataReference(positions[0]);
        ref var ys = ref MemoryMarshal.GetArrayDataReference(positions[1]);
        ref var sumX = ref MemoryMarshal.GetArrayDataReference(sums[0]);
        ref var sumY = ref MemoryMarshal.GetArrayDataReference(sums[1]);
        Vector512<float> x0 = At(ref xs, row), x1 = At(ref xs, row + 1), x2 = At(ref xs, row + 2), x3 = At(ref xs, row + 3);
        Vector512<float> y0 = At(ref ys, row), y1 = At(ref ys, row + 1), y2 = At(ref ys, row + 2), y3 = At(ref ys, row + 3);
        Vector512<float> fx0 = default, fx1 = default, fx2 = default, fx3 = default;
        Vector512<float> fy0 = default, fy1 = default, fy2 = default, fy3 = default, weight = default;
        for (nuint j = (nuint)start; j < (nuint)end; j += Coordinates.Lanes)
        {
            var columnX = Vector512.LoadUnsafe(ref xs, j);
            var columnY = Vector512.LoadUnsafe(ref ys, j);
            var backX = Vector512.LoadUnsafe(ref sumX, j);
            var backY = Vector512.LoadUnsafe(ref sumY, j);
            Pair(x0, y0, columnX, columnY, ref fx0, ref fy0, ref backX, ref backY, ref weight);
            Pair(x1, y1, columnX, columnY, ref fx1, ref fy1, ref backX, ref backY, ref weight);
            Pair(x2, y2, columnX, columnY, ref fx2, ref fy2, ref backX, ref backY, ref weight);
            Pair(x3, y3, columnX, columnY, ref fx3, ref fy3, ref backX, ref backY, ref weight);
            backX.StoreUnsafe(ref sumX, j);
            backY.StoreUnsafe(ref sumY, j);
        }

        sums[0][row] += (float)LaneSum.Of(fx0);
        sums[0][row + 1] += (float)LaneSum.Of(fx1);
        sums[0][row + 2] += (float)LaneSum.Of(fx2);
        sums[0][row + 3] += (float)LaneSum.Of(fx3);
        sums[1][row] += (float)LaneSum.Of(fy0);
        sums[1][row + 1] += (float)LaneSum.Of(fy1);
        sums[1][row + 2] += (float)LaneSum.Of(fy2);
        sums[1][row + 3] += (float)LaneSum.Of(fy3);
        return LaneSum.Of(weight);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> At(ref float values, int index) => Vector512.Create(Unsafe.Add(ref values, index));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Pair(
        Vector512<float> x,
        Vector512<float> y,
        Vector512<float> columnX,
        Vector512<float> columnY,
        ref Vector512<float> fx,
        ref Vector512<float> fy,
        ref Vector512<float> backX,
        ref Vector512<float> backY,
        ref Vector512<float> weight)
    {
        var dx = x - columnX;
        var dy = y - columnY;
        var w = TReciprocal.Of(Vector512.FusedMultiplyAdd(dx, dx, Vector512.FusedMultiplyAdd(dy, dy, Vector512<float>.One)));
        weight += w;
        var square = w * w;
        fx = Vector512.FusedMultiplyAdd(square, dx, fx);
        fy = Vector512.FusedMultiplyAdd(square, dy, fy);
        backX = Vector512.FusedMultiplyAdd(-square, dx, backX);
        backY = Vector512.FusedMultiplyAdd(-square, dy, backY);
    }
}
