using System.Runtime.Intrinsics;

namespace AttentionViz.Numerics.Tsne;

/// <summary>1 / x for 16 values in [1, 1e37]; a type argument, so that the choice costs nothing in a loop.</summary>
internal interface IReciprocal
{
    static abstract Vector512<float> Of(Vector512<float> value);
}
