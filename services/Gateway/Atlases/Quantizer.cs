using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using AttentionViz.V1;
using Google.Protobuf;
using Tensor = AttentionViz.V1.Tensor;

namespace AttentionViz.Gateway.Atlases;

/// <summary>Writes coordinates in 16 bits: as steps between the least and the greatest of each dimension, or as float16.</summary>
internal static class Quantizer
{
    /// <param name="points">Points x <paramref name="dimensions"/>.</param>
    /// <param name="type">UINT16 or FLOAT16; points that float16 cannot hold become UINT16 all the same.</param>
    public static MatrixTile Tile(ReadOnlySpan<float> points, int dimensions, DataType type)
    {
        var (minimum, maximum) = (new float[dimensions], new float[dimensions]);
        for (var d = 0; d < dimensions; d++) (minimum[d], maximum[d]) = Bounds(points, d, dimensions);
        var half = type == DataType.Float16 && minimum.Concat(maximum).All(v => Math.Abs(v) <= (float)Half.MaxValue);
        var bytes = half ? Halves(points) : Steps(points, dimensions, minimum, maximum);
        return new MatrixTile
        {
            Points = new Tensor
            {
                DataType = half ? DataType.Float16 : DataType.Uint16,
                Shape = { points.Length / dimensions, dimensions },
                Data = UnsafeByteOperations.UnsafeWrap(bytes),
            },
            Minimum = { minimum },
            Maximum = { maximum },
        };
    }

    private static byte[] Halves(ReadOnlySpan<float> points)
    {
        var bytes = new byte[points.Length * 2];
        TensorPrimitives.ConvertToHalf(points, MemoryMarshal.Cast<byte, Half>(bytes.AsSpan()));
        return bytes;
    }

    private static byte[] Steps(ReadOnlySpan<float> points, int dimensions, float[] minimum, float[] maximum)
    {
        var bytes = new byte[points.Length * 2];
        var steps = MemoryMarshal.Cast<byte, ushort>(bytes.AsSpan());
        for (var d = 0; d < dimensions; d++)
        {
            double low = minimum[d];
            var perUnit = maximum[d] > low ? ushort.MaxValue / (maximum[d] - low) : 0;
            for (var i = d; i < points.Length; i += dimensions) steps[i] = (ushort)Math.Round((points[i] - low) * perUnit);
        }

        return bytes;
    }

    private static (float Low, float High) Bounds(ReadOnlySpan<float> points, int first, int stride)
    {
        if (points.IsEmpty) return (0, 0);
        var (low, high) = (points[first], points[first]);
        for (var i = first; i < points.Length; i += stride) (low, high) = (Math.Min(low, points[i]), Math.Max(high, points[i]));
        return (low, high);
    }
}
