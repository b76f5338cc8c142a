using System.Runtime.Intrinsics;

namespace AttentionViz.Numerics.Guided;

/// <summary>Similarity v of two points of a map as a function of s = d^2, sixteen at a time.</summary>
internal interface IMapSimilarity
{
    /// <summary>v(s).</summary>
    Vector512<float> Of(Vector512<float> s);

    /// <summary>The factor f of the difference of two points in the gradient of -log v: -2 d log v / ds, at least 0.</summary>
    Vector512<float> Pull(Vector512<float> s, Vector512<float> v);
}
