using System.Numerics.Tensors;

namespace AttentionViz.Numerics.Tsne;

/// <summary>The box around points of a plane.</summary>
internal readonly record struct Extent(float Left, float Bottom, float Width, float Height)
{
    public static Extent Of(float[][] positions, int count)
    {
        ReadOnlySpan<float> x = positions[0].AsSpan(0, count), y = positions[1].AsSpan(0, count);
        float left = TensorPrimitives.Min(x), bottom = TensorPrimitives.Min(y);
        return new Extent(left, bottom, TensorPrimitives.Max(x) - left, TensorPrimitives.Max(y) - bottom);
    }
}
