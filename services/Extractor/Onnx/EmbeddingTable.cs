namespace AttentionViz.Extractor.Onnx;

/// <summary>Finds the table that token ids index.</summary>
internal static class EmbeddingTable
{
    private const int MaxDepth = 8;

    /// <summary>Rows of the table that an input's values look up; null where none is found.</summary>
    public static int? Rows(GraphIndex graph, string input)
    {
        var open = new Queue<(string Tensor, int Depth)>([(input, 0)]);
        while (open.TryDequeue(out var at))
        {
            foreach (var node in graph.ConsumersOf(at.Tensor))
            {
                if (node.OpType == "Gather" && node.Int("axis", 0) == 0 && node.InputAt(1) == at.Tensor && Table(graph, node.Input[0]) is { } rows)
                    return rows;
                if (node.IsMicrosoft("EmbedLayerNormalization") && node.InputAt(0) == at.Tensor && Table(graph, node.Input[2]) is { } fused)
                    return fused;
                if (at.Depth < MaxDepth && node.OpType is "Cast" or "Reshape" or "Identity" or "Unsqueeze" or "Squeeze" or "Clip" or "Flatten")
                    open.Enqueue((node.Output[0], at.Depth + 1));
            }
        }

        return null;
    }

    /// <summary>Rows of a weight, seen through what stores it in fewer bits.</summary>
    private static int? Table(GraphIndex graph, string tensor)
    {
        for (var depth = 0; depth < MaxDepth; depth++)
        {
            if (graph.Stored(tensor) is { } weight)
                return weight.Dims.Count >= 2 ? (int)weight.Dims[0] : null;
            if (graph.Producer(tensor) is not { OpType: "DequantizeLinear" or "Cast" or "Identity" } node)
                return null;
            tensor = node.Input[0];
        }

        return null;
    }
}
