using System.Runtime.Intrinsics;

namespace AttentionViz.Numerics.Tsne;

/// <summary>Sum across lanes in an order of our own, the same on every machine, in double precision.</summary>
internal static class LaneSum
{
    public static double Of(Vector512<float> lanes)
    {
        var half = lanes.GetLower() + lanes.GetUpper();
        var quarter = half.GetLower() + half.GetUpper();
        return (double)quarter[0] + quarter[1] + ((double)quarter[2] + quarter[3]);
    }
}
