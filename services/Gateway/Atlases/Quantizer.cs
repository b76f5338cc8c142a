using System.Runtime.InteropServices;
using AttentionViz.V1;
using Google.Protobuf;

namespace AttentionViz.Gateway.Atlases;

/// <summary>Turns coordinates into 16-bit steps between the least and the greatest of each dimension.</summary>
internal static class Quantizer
{
    /// <param name="points">Points x <paramref name="dimensions"/>.</param>
    public static MatrixTile Quantize(ReadOnlySpan<float> points, int dimensions)
    {
        var steps = new ushort[points.Length];
        var (minimum, maximum) = (new float[dimensions], new float[dimensions]);
        for (var d = 0; d < dimensions; d++)
        {
            var (low, high) = Bounds(points, d, dimensions);
            (minimum[d], maximum[d]) = (low, high);
            var perUnit = high > low ? ushort.MaxValue / ((double)high - low) : 0;
            for (var i = d; i < points.Length; i += dimensions)
                steps[i] = (ushort)Math.Round(((double)points[i] - low) * perUnit);
        }

        return new MatrixTile
        {
            Points = new Tensor
            {
                DataType = DataType.Uint16,
                Shape = { points.Length / dimensions, dimensions },
                Data = ByteString.CopyFrom(MemoryMarshal.AsBytes<ushort>(steps)),
            },
            Minimum = { minimum },
            Maximum = { maximum },
        };
    }

    private static (float Low, float High) Bounds(ReadOnlySpan<float> points, int first, int stride)
    {
        if (points.IsEmpty) return (0, 0);
        var (low, high) = (points[first], points[first]);
        for (var i = first; i < points.Length; i += stride) (low, high) = (Math.Min(low, points[i]), Math.Max(high, points[i]));
        return (low, high);
    }
}
