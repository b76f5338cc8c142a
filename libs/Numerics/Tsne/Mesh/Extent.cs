using System.Numerics.Tensors;

namespace AttentionViz.Numerics.Tsne;

/// <summary>The box around points of a plane, then of no depth, or of space.</summary>
internal readonly record struct Extent(float Left, float Bottom, float Width, float Height, float Back = 0, float Depth = 0)
{
    public float Longest => Math.Max(Width, Math.Max(Height, Depth));

    public double SquaredDiagonal => ((double)Width * Width) + ((double)Height * Height) + ((double)Depth * Depth);

    public static Extent Of(float[][] positions, int count)
    {
        var (left, width) = Along(positions[0], count);
        var (bottom, height) = Along(positions[1], count);
        var (back, depth) = positions.Length > 2 ? Along(positions[2], count) : default;
        return new Extent(left, bottom, width, height, back, depth);
    }

    private static (float From, float Length) Along(float[] values, int count)
    {
        var from = TensorPrimitives.Min(values.AsSpan(0, count));
        return (from, TensorPrimitives.Max(values.AsSpan(0, count)) - from);
    }
}
