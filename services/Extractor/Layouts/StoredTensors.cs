using AttentionViz.Extractor.Onnx;

namespace AttentionViz.Extractor.Layouts;

/// <summary>Constants and weights, read from the file.</summary>
internal static class StoredTensors
{
    /// <summary>Those of the asked-for tensors that the graph stores and that hold numbers.</summary>
    /// <param name="folder">Where external data lies.</param>
    public static IReadOnlyDictionary<string, TensorData> Read(GraphIndex graph, IEnumerable<string> asked, string folder)
    {
        var found = new Dictionary<string, TensorData>(StringComparer.Ordinal);
        foreach (var name in asked)
        {
            if (graph.Stored(name) is { } tensor && TensorReader.ReadFloats(tensor, folder) is { } data)
            {
                found[name] = new TensorData(data, [.. tensor.Dims.Select(d => (int)d)])
                {
                    IsBoolean = tensor.DataType == (int)TensorProto.Types.DataType.Bool,
                };
            }
        }

        return found;
    }
}
