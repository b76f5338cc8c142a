using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AttentionViz.Numerics.Tsne;

/// <summary>Sums over neighbours, 16 columns at a time, in a plane or in space.</summary>
internal sealed class AttractionKernel<TReciprocal, TSpace> : IAttractionKernel
    where TReciprocal : struct, IReciprocal
    where TSpace : struct, ISpace
{
    public void Forces(EdgeBlocks edges, float[][] positions, int start, int end, float[][] own, float[][] back, int origin)
    {
        ref var xs = ref MemoryMarshal.GetArrayDataReference(positions[0]);
        ref var ys = ref MemoryMarshal.GetArrayDataReference(positions[1]);
        ref var zs = ref MemoryMarshal.GetArrayDataReference(positions[^1]);
        ref var backX = ref MemoryMarshal.GetArrayDataReference(back[0]);
        ref var backY = ref MemoryMarshal.GetArrayDataReference(back[1]);
        ref var backZ = ref MemoryMarshal.GetArrayDataReference(back[^1]);
        ref var columns = ref MemoryMarshal.GetArrayDataReference(edges.Columns);
        ref var masks = ref MemoryMarshal.GetArrayDataReference(edges.Masks);
        ref var values = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(edges.Values), edges.ValueStarts[start]);
        for (var row = start; row < end; row++)
        {
            var ownX = Vector512.Create(Unsafe.Add(ref xs, row));
            var ownY = Vector512.Create(Unsafe.Add(ref ys, row));
            var ownZ = Vector512.Create(Unsafe.Add(ref zs, row));
            Vector512<float> fx = default, fy = default, fz = default;
            var last = edges.BlockStarts[row + 1];
            for (var b = edges.BlockStarts[row]; b < last; b++)
            {
                var column = (nuint)Unsafe.Add(ref columns, b);
                int mask = Unsafe.Add(ref masks, b);
                var p = Expand.Of(ref values, mask);
                values = ref Unsafe.Add(ref values, BitOperations.PopCount((uint)mask));
                var dx = ownX - Vector512.LoadUnsafe(ref xs, column);
                var dy = ownY - Vector512.LoadUnsafe(ref ys, column);
                var u = Vector512.FusedMultiplyAdd(dx, dx, Vector512.FusedMultiplyAdd(dy, dy, Vector512<float>.One));
                Vector512<float> dz = default;
                if (TSpace.Dimensions == 3)
                {
                    dz = ownZ - Vector512.LoadUnsafe(ref zs, column);
                    u = Vector512.FusedMultiplyAdd(dz, dz, u);
                }

                var pull = p * TReciprocal.Of(u);
                var place = column - (nuint)origin;
                fx = Vector512.FusedMultiplyAdd(pull, dx, fx);
                fy = Vector512.FusedMultiplyAdd(pull, dy, fy);
                Vector512.FusedMultiplyAdd(-pull, dx, Vector512.LoadUnsafe(ref backX, place)).StoreUnsafe(ref backX, place);
                Vector512.FusedMultiplyAdd(-pull, dy, Vector512.LoadUnsafe(ref backY, place)).StoreUnsafe(ref backY, place);
                if (TSpace.Dimensions == 3)
                {
                    fz = Vector512.FusedMultiplyAdd(pull, dz, fz);
                    Vector512.FusedMultiplyAdd(-pull, dz, Vector512.LoadUnsafe(ref backZ, place)).StoreUnsafe(ref backZ, place);
                }
            }

            own[0][row] = (float)LaneSum.Of(fx);
            own[1][row] = (float)LaneSum.Of(fy);
            if (TSpace.Dimensions == 3)
                own[2][row] = (float)LaneSum.Of(fz);
        }
    }

    public double Spread(EdgeBlocks edges, float[][] positions, int start, int end)
    {
        ref var xs = ref MemoryMarshal.GetArrayDataReference(positions[0]);
        ref var ys = ref MemoryMarshal.GetArrayDataReference(positions[1]);
        ref var zs = ref MemoryMarshal.GetArrayDataReference(positions[^1]);
        ref var values = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(edges.Values), edges.ValueStarts[start]);
        double total = 0;
        for (var row = start; row < end; row++)
        {
            var ownX = Vector512.Create(Unsafe.Add(ref xs, row));
            var ownY = Vector512.Create(Unsafe.Add(ref ys, row));
            var ownZ = Vector512.Create(Unsafe.Add(ref zs, row));
            Vector512<float> spread = default;
            for (var b = edges.BlockStarts[row]; b < edges.BlockStarts[row + 1]; b++)
            {
                var column = (nuint)edges.Columns[b];
                var p = Expand.Of(ref values, edges.Masks[b]);
                values = ref Unsafe.Add(ref values, BitOperations.PopCount(edges.Masks[b]));
                var dx = ownX - Vector512.LoadUnsafe(ref xs, column);
                var dy = ownY - Vector512.LoadUnsafe(ref ys, column);
                var u = Vector512.FusedMultiplyAdd(dx, dx, Vector512.FusedMultiplyAdd(dy, dy, Vector512<float>.One));
                if (TSpace.Dimensions == 3)
                {
                    var dz = ownZ - Vector512.LoadUnsafe(ref zs, column);
                    u = Vector512.FusedMultiplyAdd(dz, dz, u);
                }

                spread = Vector512.FusedMultiplyAdd(Vector512.Log(u), p, spread);
            }

            total += LaneSum.Of(spread);
        }

        return total;
    }
}
