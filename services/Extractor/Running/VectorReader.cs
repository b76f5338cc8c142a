using AttentionViz.Extractor.Layouts;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace AttentionViz.Extractor.Running;

/// <summary>Reads graph outputs as [sequences, heads, length, width].</summary>
internal static class VectorReader
{
    /// <summary>float32 is read where it lies; other types are converted.</summary>
    /// <param name="source">Keeps the value alive.</param>
    public static HeadTensor Read(OrtValue value, VectorPlan plan, int sequences, OutputLease source)
    {
        var info = value.GetTensorTypeAndShape();
        var shape = plan.Shape(sequences, info.ElementCount);
        if (info.ElementDataType == TensorElementType.Float)
            return new HeadTensor(value, shape, plan.Layout, source);
        var result = new HeadTensor(shape.Sequences, shape.Heads, shape.Length, shape.Width);
        plan.Layout.CopyTo(TensorData.From(value).Data, shape, result.Buffer);
        return result;
    }
}
