using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using AttentionViz.Numerics.Tsne;
using AttentionViz.Numerics.Umap;

namespace AttentionViz.Numerics.Placement;

/// <summary>
/// What UMAP's epochs do on average to one more point among n that stand still: with strengths v_j of its anchors and m negative
/// samples, <c>sum_j v_j (2 pull_j + m mean_k push_k)</c>, forces clipped as in <see cref="UmapLayout"/>. The mean over
/// all reference points takes the place of samples, so that there is no noise to average out, and no seed.
/// </summary>
/// <param name="reference">The map.</param>
/// <param name="anchors">Their strengths are memberships.</param>
/// <param name="kernel">The map's forces.</param>
/// <param name="negativeSamples">m.</param>
internal sealed class UmapForce(ReferenceMap reference, Anchors anchors, UmapKernel kernel, int negativeSamples) : IPlacementForce
{
    public float At(ReadOnlySpan<float> place, Span<float> force)
    {
        var hasDepth = place.Length == 3;
        var x = Vector512.Create(place[0]);
        var y = Vector512.Create(place[1]);
        var z = hasDepth ? Vector512.Create(place[2]) : default;
        Vector512<float> fx = default, fy = default, fz = default, stiffness = default;
        ref var xs = ref MemoryMarshal.GetArrayDataReference(reference.Positions[0]);
        ref var ys = ref MemoryMarshal.GetArrayDataReference(reference.Positions[1]);
        ref var zs = ref MemoryMarshal.GetArrayDataReference(reference.Positions[^1]);
        for (nuint j = 0; j < (nuint)reference.Positions[0].Length; j += Coordinates.Lanes)
        {
            var dx = x - Vector512.LoadUnsafe(ref xs, j);
            var dy = y - Vector512.LoadUnsafe(ref ys, j);
            var dz = hasDepth ? z - Vector512.LoadUnsafe(ref zs, j) : default;
            var push = kernel.Push(Square(dx, dy, dz));
            fx += kernel.Clip(push * dx);
            fy += kernel.Clip(push * dy);
            fz += kernel.Clip(push * dz);
        }

        var repulsion = (double)negativeSamples * anchors.Total / reference.Count;
        double pushX = repulsion * LaneSum.Of(fx), pushY = repulsion * LaneSum.Of(fy), pushZ = repulsion * LaneSum.Of(fz);
        fx = fy = fz = default;
        for (var j = 0; j < anchors.Strengths.Length; j += Coordinates.Lanes)
        {
            var dx = x - Vector512.Create(anchors.Positions[0], j);
            var dy = y - Vector512.Create(anchors.Positions[1], j);
            var dz = hasDepth ? z - Vector512.Create(anchors.Positions[2], j) : default;
            var pull = kernel.Pull(Square(dx, dy, dz));
            // Twice, as an edge is visited from both its ends.
            var strength = 2 * Vector512.Create(anchors.Strengths, j);
            stiffness -= strength * pull;
            fx += strength * kernel.Clip(pull * dx);
            fy += strength * kernel.Clip(pull * dy);
            fz += strength * kernel.Clip(pull * dz);
        }

        force[0] = (float)(pushX + LaneSum.Of(fx));
        force[1] = (float)(pushY + LaneSum.Of(fy));
        if (hasDepth)
            force[2] = (float)(pushZ + LaneSum.Of(fz));
        return (float)LaneSum.Of(stiffness);
    }

    private static Vector512<float> Square(Vector512<float> dx, Vector512<float> dy, Vector512<float> dz) =>
        Vector512.FusedMultiplyAdd(dx, dx, Vector512.FusedMultiplyAdd(dy, dy, dz * dz));
}
