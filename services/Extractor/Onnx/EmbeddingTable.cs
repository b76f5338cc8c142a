namespace AttentionViz.Extractor.Onnx;

/// <summary>The table that token ids index.</summary>
/// <param name="Tensor">What the Gather reads.</param>
internal sealed record EmbeddingTable(string Tensor, int Rows, int Width)
{
    private const int MaxDepth = 8;

    /// <summary>The table that an input's values look up; null where none is found.</summary>
    public static EmbeddingTable? Find(GraphIndex graph, string input)
    {
        var open = new Queue<(string Tensor, int Depth)>([(input, 0)]);
        while (open.TryDequeue(out var at))
        {
            foreach (var node in graph.ConsumersOf(at.Tensor))
            {
                if (node.OpType == "Gather" && node.Int("axis", 0) == 0 && node.InputAt(1) == at.Tensor && Table(graph, node.Input[0]) is { } table)
                    return table;
                if (node.IsMicrosoft("EmbedLayerNormalization") && node.InputAt(0) == at.Tensor && Table(graph, node.Input[2]) is { } fused)
                    return fused;
                if (at.Depth < MaxDepth && node.OpType is "Cast" or "Reshape" or "Identity" or "Unsqueeze" or "Squeeze" or "Clip" or "Flatten")
                    open.Enqueue((node.Output[0], at.Depth + 1));
            }
        }

        return null;
    }

    /// <summary>A weight of two dimensions, seen through what stores it in fewer bits.</summary>
    public static EmbeddingTable? Table(GraphIndex graph, string tensor)
    {
        var source = tensor;
        for (var depth = 0; depth < MaxDepth; depth++)
        {
            if (graph.Stored(source) is { } weight)
                return weight.Dims.Count == 2 ? new EmbeddingTable(tensor, (int)weight.Dims[0], (int)weight.Dims[1]) : null;
            if (graph.Producer(source) is not { OpType: "DequantizeLinear" or "Cast" or "Identity" } node)
                return null;
            source = node.Input[0];
        }

        return null;
    }
}
