using System.Buffers.Binary;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace AttentionViz.Pipeline.Atlases;

/// <summary>
/// Rows of float vectors as the store keeps them: one byte 2 (float16) or 4 (float32), the width as
/// int32, then little-endian values. float16 unless a value is beyond its range.
/// </summary>
public static class VectorChunk
{
    private const int HeaderBytes = 5;
    private const float LargestHalf = 65504f;

    /// <summary>A chunk of zeros.</summary>
    internal static byte[] Create(int values, int width, bool half)
    {
        var bytes = new byte[HeaderBytes + (values * (half ? 2 : 4))];
        bytes[0] = half ? (byte)2 : (byte)4;
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(1), width);
        return bytes;
    }

    internal static Span<byte> Values(Span<byte> chunk) => chunk[HeaderBytes..];

    /// <summary>Whether float16 can hold every value.</summary>
    internal static bool FitsHalf(ReadOnlySpan<float> values) =>
        values.IsEmpty || MathF.Abs(TensorPrimitives.MaxMagnitude(values)) <= LargestHalf;

    /// <summary>Rounds what float16 can hold to float16.</summary>
    internal static void RoundToHalf(Span<float> values)
    {
        foreach (ref var value in values)
            if (MathF.Abs(value) <= LargestHalf) value = (float)(Half)value;
    }

    /// <summary>Values of one row.</summary>
    public static int Width(ReadOnlySpan<byte> chunk) => BinaryPrimitives.ReadInt32LittleEndian(chunk[1..]);

    /// <summary>Size of a chunk of that many values as float16; a chunk that is larger holds float32.</summary>
    public static long HalfBytes(long values) => HeaderBytes + values * 2;

    /// <summary>The values as they are stored.</summary>
    public static ReadOnlyMemory<byte> Body(ReadOnlyMemory<byte> chunk) => chunk[HeaderBytes..];

    public static float[] Decode(ReadOnlySpan<byte> chunk) => Decode(chunk[0], chunk[HeaderBytes..]);

    /// <summary>Some rows of the chunk.</summary>
    public static float[] Decode(ReadOnlySpan<byte> chunk, int firstRow, int rows)
    {
        var rowBytes = chunk[0] * Width(chunk);
        return Decode(chunk[0], chunk.Slice(HeaderBytes + firstRow * rowBytes, rows * rowBytes));
    }

    private static float[] Decode(byte valueBytes, ReadOnlySpan<byte> body)
    {
        if (valueBytes == 4) return MemoryMarshal.Cast<byte, float>(body).ToArray();
        var values = new float[body.Length / 2];
        TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(body), values);
        return values;
    }
}
