using AttentionViz.Extractor.Onnx;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace AttentionViz.Extractor.Layouts;

/// <summary>A tensor's elements as float32, row-major, whatever their type in the graph.</summary>
internal sealed record TensorData(float[] Data, int[] Shape)
{
    /// <summary>Its elements were true and false, now 1 and 0.</summary>
    public bool IsBoolean { get; init; }

    public static TensorData From(OrtValue value)
    {
        var info = value.GetTensorTypeAndShape();
        var data = new float[checked((int)info.ElementCount)];
        CopyTo(value, data);
        return new TensorData(data, [.. info.Shape.Select(d => checked((int)d))]) { IsBoolean = info.ElementDataType == TensorElementType.Bool };
    }

    /// <summary>Reads elements as float32.</summary>
    /// <exception cref="NotSupportedException">The element type is not a number.</exception>
    public static void CopyTo(OrtValue value, Span<float> to)
    {
        if (to.IsEmpty)
            return;
        switch (value.GetTensorTypeAndShape().ElementDataType)
        {
            case TensorElementType.Float: value.GetTensorDataAsSpan<float>().CopyTo(to); break;
            case TensorElementType.Float16: HalfPrecision.Widen(value.GetTensorDataAsSpan<Float16>(), to); break;
            case TensorElementType.BFloat16: Convert(value.GetTensorDataAsSpan<BFloat16>(), to, x => TensorReader.FromBFloat16(x.value)); break;
            case TensorElementType.Double: Convert(value.GetTensorDataAsSpan<double>(), to, x => (float)x); break;
            case TensorElementType.Int64: Convert(value.GetTensorDataAsSpan<long>(), to, x => x); break;
            case TensorElementType.Int32: Convert(value.GetTensorDataAsSpan<int>(), to, x => x); break;
            case TensorElementType.Int8: Convert(value.GetTensorDataAsSpan<sbyte>(), to, x => x); break;
            case TensorElementType.UInt8: Convert(value.GetTensorDataAsSpan<byte>(), to, x => x); break;
            case TensorElementType.Bool: Convert(value.GetTensorDataAsSpan<bool>(), to, x => x ? 1 : 0); break;
            case var other: throw new NotSupportedException($"elements of type {other} are not numbers");
        }
    }

    private static void Convert<T>(ReadOnlySpan<T> from, Span<float> to, Func<T, float> convert)
    {
        for (var i = 0; i < from.Length; i++)
            to[i] = convert(from[i]);
    }
}
