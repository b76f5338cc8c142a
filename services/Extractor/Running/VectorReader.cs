using AttentionViz.Extractor.Layouts;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace AttentionViz.Extractor.Running;

/// <summary>Reads graph outputs as [sequences, heads, length, width].</summary>
internal static class VectorReader
{
    /// <summary>float32 is read where it lies; other types are converted.</summary>
    /// <param name="source">Keeps the value alive.</param>
    public static HeadTensor Read(OrtValue value, VectorPlan plan, int sequences, OutputLease source) =>
        Read(value, plan.Shape(sequences, value.GetTensorTypeAndShape().ElementCount), plan.Layout, source);

    /// <summary>Attention weights as [sequences, heads, queries, keys].</summary>
    /// <inheritdoc cref="Read(OrtValue, VectorPlan, int, OutputLease)"/>
    public static HeadTensor ReadWeights(OrtValue value, HeadTensor queries, HeadTensor keys, OutputLease source) =>
        Read(value, new HeadShape(queries.Sequences, queries.Heads, queries.Length, keys.Length), HeadLayout.Native, source);

    private static HeadTensor Read(OrtValue value, HeadShape shape, HeadLayout layout, OutputLease source)
    {
        if (value.GetTensorTypeAndShape().ElementDataType == TensorElementType.Float)
            return new HeadTensor(value, shape, layout, source);
        var result = new HeadTensor(shape.Sequences, shape.Heads, shape.Length, shape.Width);
        layout.CopyTo(TensorData.From(value).Data, shape, result.Buffer);
        return result;
    }
}
