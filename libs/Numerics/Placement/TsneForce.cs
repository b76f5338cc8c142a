using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using AttentionViz.Numerics.Tsne;

namespace AttentionViz.Numerics.Placement;

/// <summary>
/// The force of t-SNE's divergence on one more point y among n that stand still. With w_j = 1 / (1 + |y - y_j|^2), the point's
/// p_j|i and Z of the map with it, <c>-sum_j p_j|i w_j (y - y_j) + (n + 1) / Z sum_j w_j^2 (y - y_j)</c>: that of
/// <see cref="TsneForces"/> times n + 1, with p_ij = p_j|i / (n + 1). Attraction comes from the anchors, repulsion from every
/// reference point.
/// </summary>
/// <param name="reference">The map.</param>
/// <param name="anchors">Their strengths are p_j|i.</param>
/// <param name="normalization">Z of the reference points alone: the sum of w over their ordered pairs.</param>
internal sealed class TsneForce(ReferenceMap reference, Anchors anchors, double normalization) : IPlacementForce
{
    private static readonly Vector512<float> One = Vector512<float>.One;

    public float At(ReadOnlySpan<float> place, Span<float> force)
    {
        var hasDepth = place.Length == 3;
        var x = Vector512.Create(place[0]);
        var y = Vector512.Create(place[1]);
        var z = hasDepth ? Vector512.Create(place[2]) : default;
        Vector512<float> fx = default, fy = default, fz = default, weights = default;
        ref var xs = ref MemoryMarshal.GetArrayDataReference(reference.Positions[0]);
        ref var ys = ref MemoryMarshal.GetArrayDataReference(reference.Positions[1]);
        ref var zs = ref MemoryMarshal.GetArrayDataReference(reference.Positions[^1]);
        for (nuint j = 0; j < (nuint)reference.Positions[0].Length; j += Coordinates.Lanes)
        {
            var dx = x - Vector512.LoadUnsafe(ref xs, j);
            var dy = y - Vector512.LoadUnsafe(ref ys, j);
            var dz = hasDepth ? z - Vector512.LoadUnsafe(ref zs, j) : default;
            var w = One / (One + Square(dx, dy, dz));
            weights += w;
            var square = w * w;
            fx = Vector512.FusedMultiplyAdd(square, dx, fx);
            fy = Vector512.FusedMultiplyAdd(square, dy, fy);
            fz = Vector512.FusedMultiplyAdd(square, dz, fz);
        }

        var repulsion = (reference.Count + 1) / (normalization + (2 * LaneSum.Of(weights)));
        double pushX = repulsion * LaneSum.Of(fx), pushY = repulsion * LaneSum.Of(fy), pushZ = repulsion * LaneSum.Of(fz);
        fx = fy = fz = weights = default;
        for (var j = 0; j < anchors.Strengths.Length; j += Coordinates.Lanes)
        {
            var dx = x - Vector512.Create(anchors.Positions[0], j);
            var dy = y - Vector512.Create(anchors.Positions[1], j);
            var dz = hasDepth ? z - Vector512.Create(anchors.Positions[2], j) : default;
            var pull = Vector512.Create(anchors.Strengths, j) / (One + Square(dx, dy, dz));
            weights += pull;
            fx = Vector512.FusedMultiplyAdd(pull, dx, fx);
            fy = Vector512.FusedMultiplyAdd(pull, dy, fy);
            fz = Vector512.FusedMultiplyAdd(pull, dz, fz);
        }

        force[0] = (float)(pushX - LaneSum.Of(fx));
        force[1] = (float)(pushY - LaneSum.Of(fy));
        if (hasDepth)
            force[2] = (float)(pushZ - LaneSum.Of(fz));
        return (float)LaneSum.Of(weights);
    }

    private static Vector512<float> Square(Vector512<float> dx, Vector512<float> dy, Vector512<float> dz) =>
        Vector512.FusedMultiplyAdd(dx, dx, Vector512.FusedMultiplyAdd(dy, dy, dz * dz));
}
