using System.Runtime.Intrinsics;

namespace AttentionViz.Numerics.Tsne;

/// <summary>Sum across lanes in an order of our own, the same on every machine.</summary>
internal static class LaneSum
{
    /// <summary>The last two additions in double precision.</summary>
    public static double Of(Vector512<float> lanes)
    {
        var quarter = Quarter(lanes);
        return (double)quarter[0] + quarter[1] + ((double)quarter[2] + quarter[3]);
    }

    /// <summary>(sum a, sum c, sum b, sum d), in single precision.</summary>
    public static Vector128<float> OfFour(Vector512<float> a, Vector512<float> b, Vector512<float> c, Vector512<float> d)
    {
        var ab = Tiles.Low(Quarter(a), Quarter(b)) + Tiles.High(Quarter(a), Quarter(b));
        var cd = Tiles.Low(Quarter(c), Quarter(d)) + Tiles.High(Quarter(c), Quarter(d));
        return Tiles.Low(ab, cd) + Tiles.High(ab, cd);
    }

    private static Vector128<float> Quarter(Vector512<float> lanes)
    {
        var half = lanes.GetLower() + lanes.GetUpper();
        return half.GetLower() + half.GetUpper();
    }
}
