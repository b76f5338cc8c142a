using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AttentionViz.Numerics.Tsne;

/// <summary>Pairs of points in 3-D, two rows against a vector of columns at a time: more would not fit the registers.</summary>
internal sealed class SpacePairs<TReciprocal> : IPairKernel
    where TReciprocal : struct, IReciprocal
{
    private const int Rows = 2;

    public int Dimensions => 3;

    public double Between(float[][] positions, float[][] sums, int row, int start, int end)
    {
        double weight = 0;
        if (start >= end)
            return weight;
        for (var i = row; i < row + Coordinates.Lanes; i += Rows)
            weight += TwoRows(positions, sums, i, start, end);
        return weight;
    }

    public double Within(float[][] positions, float[][] sums, int row, int count)
    {
        var column = new Triple(Vector512.Create(positions[0], row), Vector512.Create(positions[1], row), Vector512.Create(positions[2], row));
        double weight = 0;
        for (var i = row; i < Math.Min(count, row + Coordinates.Lanes); i++)
        {
            Triple force = default, back = default;
            Vector512<float> w = default;
            var point = new Triple(Vector512.Create(positions[0][i]), Vector512.Create(positions[1][i]), Vector512.Create(positions[2][i]));
            Pair(point, column, ref force, ref back, ref w);
            Add(sums, i, force);
            weight += LaneSum.Of(w);
        }

        return weight;
    }

    private static double TwoRows(float[][] positions, float[][] sums, int row, int start, int end)
    {
        ref var xs = ref MemoryMarshal.GetArrayDataReference(positions[0]);
        ref var ys = ref MemoryMarshal.GetArrayDataReference(positions[1]);
        ref var zs = ref MemoryMarshal.GetArrayDataReference(positions[2]);
        ref var sumX = ref MemoryMarshal.GetArrayDataReference(sums[0]);
        ref var sumY = ref MemoryMarshal.GetArrayDataReference(sums[1]);
        ref var sumZ = ref MemoryMarshal.GetArrayDataReference(sums[2]);
        var first = new Triple(At(ref xs, row), At(ref ys, row), At(ref zs, row));
        var second = new Triple(At(ref xs, row + 1), At(ref ys, row + 1), At(ref zs, row + 1));
        Triple firstForce = default, secondForce = default;
        Vector512<float> weight = default;
        for (nuint j = (nuint)start; j < (nuint)end; j += Coordinates.Lanes)
        {
            var column = new Triple(Vector512.LoadUnsafe(ref xs, j), Vector512.LoadUnsafe(ref ys, j), Vector512.LoadUnsafe(ref zs, j));
            var back = new Triple(Vector512.LoadUnsafe(ref sumX, j), Vector512.LoadUnsafe(ref sumY, j), Vector512.LoadUnsafe(ref sumZ, j));
            Pair(first, column, ref firstForce, ref back, ref weight);
            Pair(second, column, ref secondForce, ref back, ref weight);
            back.X.StoreUnsafe(ref sumX, j);
            back.Y.StoreUnsafe(ref sumY, j);
            back.Z.StoreUnsafe(ref sumZ, j);
        }

        Add(sums, row, firstForce);
        Add(sums, row + 1, secondForce);
        return LaneSum.Of(weight);
    }

    private static void Add(float[][] sums, int row, in Triple force)
    {
        sums[0][row] += (float)LaneSum.Of(force.X);
        sums[1][row] += (float)LaneSum.Of(force.Y);
        sums[2][row] += (float)LaneSum.Of(force.Z);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> At(ref float values, int index) => Vector512.Create(Unsafe.Add(ref values, index));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Pair(in Triple point, in Triple column, ref Triple force, ref Triple back, ref Vector512<float> weight)
    {
        var dx = point.X - column.X;
        var dy = point.Y - column.Y;
        var dz = point.Z - column.Z;
        var near = Vector512.FusedMultiplyAdd(dz, dz, Vector512<float>.One);
        var w = TReciprocal.Of(Vector512.FusedMultiplyAdd(dx, dx, Vector512.FusedMultiplyAdd(dy, dy, near)));
        weight += w;
        var square = w * w;
        force.X = Vector512.FusedMultiplyAdd(square, dx, force.X);
        force.Y = Vector512.FusedMultiplyAdd(square, dy, force.Y);
        force.Z = Vector512.FusedMultiplyAdd(square, dz, force.Z);
        back.X = Vector512.FusedMultiplyAdd(-square, dx, back.X);
        back.Y = Vector512.FusedMultiplyAdd(-square, dy, back.Y);
        back.Z = Vector512.FusedMultiplyAdd(-square, dz, back.Z);
    }

    /// <summary>16 points, or one point 16 times.</summary>
    private struct Triple(Vector512<float> x, Vector512<float> y, Vector512<float> z)
    {
        public Vector512<float> X = x;
        public Vector512<float> Y = y;
        public Vector512<float> Z = z;
    }
}
