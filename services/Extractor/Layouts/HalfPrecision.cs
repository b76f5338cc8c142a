using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace AttentionViz.Extractor.Layouts;

/// <summary>float16 as ONNX Runtime hands it out.</summary>
internal static class HalfPrecision
{
    public static void Widen(ReadOnlySpan<Float16> from, Span<float> to) =>
        TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<Float16, Half>(from), to);
}
