using System.Runtime.InteropServices;

namespace AttentionViz.Extractor.Onnx;

/// <summary>Reads stored tensors into arrays of float, whatever their element type.</summary>
internal static class TensorReader
{
    public static long Count(TensorProto tensor) => tensor.Dims.Aggregate(1L, (product, dim) => product * dim);

    /// <summary>Row-major elements; null for types that are not numbers.</summary>
    /// <param name="folder">Where external data lies.</param>
    public static float[]? ReadFloats(TensorProto tensor, string folder)
    {
        var type = (TensorProto.Types.DataType)tensor.DataType;
        var external = ExternalData.Of(tensor);
        if (external is null && !tensor.HasRawData)
            return ReadTyped(tensor, type);
        ReadOnlySpan<byte> raw = external is null ? tensor.RawData.Span : external.Read(folder);
        return type switch
        {
            TensorProto.Types.DataType.Float => MemoryMarshal.Cast<byte, float>(raw).ToArray(),
            TensorProto.Types.DataType.Double => Convert<double>(raw, x => (float)x),
            TensorProto.Types.DataType.Float16 => Convert<Half>(raw, x => (float)x),
            TensorProto.Types.DataType.Bfloat16 => Convert<ushort>(raw, FromBFloat16),
            TensorProto.Types.DataType.Int64 => Convert<long>(raw, x => x),
            TensorProto.Types.DataType.Int32 => Convert<int>(raw, x => x),
            TensorProto.Types.DataType.Int8 => Convert<sbyte>(raw, x => x),
            TensorProto.Types.DataType.Int16 => Convert<short>(raw, x => x),
            TensorProto.Types.DataType.Uint16 => Convert<ushort>(raw, x => x),
            TensorProto.Types.DataType.Uint8 or TensorProto.Types.DataType.Bool => Convert<byte>(raw, x => x),
            _ => null,
        };
    }

    /// <summary>The same of a tensor stored in the graph itself, as axes and switches are; null for any other.</summary>
    public static float[]? ReadSmall(TensorProto tensor) => ExternalData.Of(tensor) is null ? ReadFloats(tensor, "") : null;

    /// <summary>bfloat16 is the upper half of a float32.</summary>
    public static float FromBFloat16(ushort bits) => BitConverter.UInt32BitsToSingle((uint)bits << 16);

    private static float[]? ReadTyped(TensorProto tensor, TensorProto.Types.DataType type) => type switch
    {
        TensorProto.Types.DataType.Float => [.. tensor.FloatData],
        TensorProto.Types.DataType.Double => [.. tensor.DoubleData.Select(x => (float)x)],
        TensorProto.Types.DataType.Int64 => [.. tensor.Int64Data.Select(x => (float)x)],
        // Half-precision elements travel as their bit patterns in the int32 field.
        TensorProto.Types.DataType.Float16 => [.. tensor.Int32Data.Select(x => (float)BitConverter.UInt16BitsToHalf((ushort)x))],
        TensorProto.Types.DataType.Bfloat16 => [.. tensor.Int32Data.Select(x => FromBFloat16((ushort)x))],
        TensorProto.Types.DataType.Int32 or TensorProto.Types.DataType.Int8 or TensorProto.Types.DataType.Uint8
            or TensorProto.Types.DataType.Int16 or TensorProto.Types.DataType.Uint16
            or TensorProto.Types.DataType.Bool => [.. tensor.Int32Data.Select(x => (float)x)],
        _ => null,
    };

    private static float[] Convert<T>(ReadOnlySpan<byte> raw, Func<T, float> convert)
        where T : unmanaged
    {
        var from = MemoryMarshal.Cast<byte, T>(raw);
        var to = new float[from.Length];
        for (var i = 0; i < to.Length; i++)
            to[i] = convert(from[i]);
        return to;
    }
}
