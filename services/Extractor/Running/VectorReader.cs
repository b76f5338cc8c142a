using System.Numerics.Tensors;
using AttentionViz.Extractor.Layouts;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace AttentionViz.Extractor.Running;

/// <summary>Brings graph outputs to [sequences, heads, length, width].</summary>
internal static class VectorReader
{
    public static HeadTensor Read(OrtValue value, VectorPlan plan, int sequences)
    {
        var info = value.GetTensorTypeAndShape();
        var shape = plan.Shape(sequences, info.ElementCount);
        var result = new HeadTensor(shape.Sequences, shape.Heads, shape.Length, shape.Width);
        if (info.ElementDataType == TensorElementType.Float)
            plan.Layout.CopyTo(value.GetTensorDataAsSpan<float>(), shape, result.Buffer);
        else
            plan.Layout.CopyTo(TensorData.From(value).Data, shape, result.Buffer);
        return result;
    }

    /// <summary>Euclidean norms, one per key head and position: [sequences, key heads, length, 1].</summary>
    public static HeadTensor Norms(OrtValue value, VectorPlan plan, int[] valueHeadOf, int sequences)
    {
        using var values = Read(value, plan, sequences);
        var norms = new HeadTensor(sequences, valueHeadOf.Length, values.Length, 1);
        var at = 0;
        for (var b = 0; b < sequences; b++)
        {
            foreach (var head in valueHeadOf)
            {
                var rows = values.Row(b, head);
                for (var l = 0; l < values.Length; l++)
                    norms.Buffer[at++] = TensorPrimitives.Norm(rows.Slice(l * plan.Width, plan.Width));
            }
        }

        return norms;
    }
}
