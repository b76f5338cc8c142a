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

    public static byte[] Encode(ReadOnlySpan<float> values, int width)
    {
        var half = values.IsEmpty || MathF.Abs(TensorPrimitives.MaxMagnitude(values)) <= LargestHalf;
        var bytes = new byte[HeaderBytes + values.Length * (half ? 2 : 4)];
        bytes[0] = half ? (byte)2 : (byte)4;
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(1), width);
        var body = bytes.AsSpan(HeaderBytes);
        if (half) TensorPrimitives.ConvertToHalf(values, MemoryMarshal.Cast<byte, Half>(body));
        else MemoryMarshal.AsBytes(values).CopyTo(body);
        return bytes;
    }

    /// <summary>Values of one row.</summary>
    public static int Width(ReadOnlySpan<byte> chunk) => BinaryPrimitives.ReadInt32LittleEndian(chunk[1..]);

    /// <summary>Size of a chunk of that many values as float16; a chunk that is larger holds float32.</summary>
    public static long HalfBytes(long values) => HeaderBytes + values * 2;

    /// <summary>The values as they are stored.</summary>
    public static ReadOnlyMemory<byte> Body(ReadOnlyMemory<byte> chunk) => chunk[HeaderBytes..];

    public static float[] Decode(ReadOnlySpan<byte> chunk)
    {
        var body = chunk[HeaderBytes..];
        if (chunk[0] == 4) return MemoryMarshal.Cast<byte, float>(body).ToArray();
        var values = new float[body.Length / 2];
        TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(body), values);
        return values;
    }
}
