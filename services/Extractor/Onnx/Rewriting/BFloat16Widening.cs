using System.Runtime.InteropServices;
using Google.Protobuf;

namespace AttentionViz.Extractor.Onnx.Rewriting;

/// <summary>
/// Makes a bfloat16 graph a float32 one. ONNX Runtime has almost no bfloat16 kernels on the CPU, and
/// every bfloat16 number is a float32 number, so the same model runs, rounding less.
/// </summary>
internal static class BFloat16Widening
{
    private const int Narrow = (int)TensorProto.Types.DataType.Bfloat16, Wide = (int)TensorProto.Types.DataType.Float;

    /// <param name="folder">Where external data lies.</param>
    /// <returns>True where the graph held any bfloat16.</returns>
    public static bool Apply(ModelProto model, string folder)
    {
        if (!Holds(model.Graph))
            return false;
        Widen(model.Graph, folder);
        foreach (var node in model.Functions.SelectMany(f => f.Node))
            Widen(node, folder);
        return true;
    }

    private static bool Holds(GraphProto graph) =>
        graph.Initializer.Any(t => t.DataType == Narrow)
        || graph.Input.Any(i => i.Type?.TensorType?.ElemType == Narrow)
        || graph.Node.Any(node => node.Attribute.Any(a => a.T?.DataType == Narrow || (a.Name == "to" && a.I == Narrow)) || node.Bodies().Any(Holds));

    private static void Widen(GraphProto graph, string folder)
    {
        foreach (var tensor in graph.Initializer)
            Widen(tensor, folder);
        foreach (var value in graph.Input.Concat(graph.Output).Where(v => v.Type?.TensorType?.ElemType == Narrow))
            value.Type.TensorType.ElemType = Wide;
        // Declared types of tensors between are hints only, and would now be wrong.
        graph.ValueInfo.Clear();
        foreach (var node in graph.Node)
            Widen(node, folder);
    }

    private static void Widen(NodeProto node, string folder)
    {
        foreach (var attribute in node.Attribute)
        {
            if (attribute.T is { } tensor)
                Widen(tensor, folder);
            if (attribute.Name is "to" or "dtype" or "output_dtype" && attribute.I == Narrow)
                attribute.I = Wide;
        }

        foreach (var body in node.Bodies())
            Widen(body, folder);
    }

    private static void Widen(TensorProto tensor, string folder)
    {
        if (tensor.DataType != Narrow || TensorReader.ReadFloats(tensor, folder) is not { } values)
            return;
        tensor.DataType = Wide;
        tensor.Int32Data.Clear();
        tensor.ExternalData.Clear();
        tensor.ClearDataLocation();
        tensor.RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(values.AsSpan()));
    }
}
