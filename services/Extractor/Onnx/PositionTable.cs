namespace AttentionViz.Extractor.Onnx;

/// <summary>Finds how many positions a model has learned.</summary>
internal static class PositionTable
{
    /// <summary>Tables smaller than this number segments, not positions.</summary>
    private const int FewestPositions = 16;

    /// <summary>RoBERTa and its kin count positions from the id of their padding, 1, plus one.</summary>
    private const int CountedFrom = 2;

    /// <summary>
    /// Longest sequence by the table of absolute positions: as wide as the token embedding, indexed by
    /// a range, by an input of positions, or by a running count of tokens. Null where there is none.
    /// </summary>
    public static int? MaxLength(GraphIndex graph, EmbeddingTable tokens)
    {
        int? longest = null;
        foreach (var node in graph.Model.Graph.Node)
        {
            if (Length(graph, node, tokens) is { } length)
                longest = Math.Min(longest ?? length, length);
        }

        return longest;
    }

    private static int? Length(GraphIndex graph, NodeProto node, EmbeddingTable tokens)
    {
        if (node.IsMicrosoft("EmbedLayerNormalization") && node.InputAt(3) is { } fused)
            return EmbeddingTable.Table(graph, fused)?.Rows;
        if (!node.Is("Gather") || node.Input[0] == tokens.Tensor || EmbeddingTable.Table(graph, node.Input[0]) is not { } table)
            return null;
        if (table.Width != tokens.Width || table.Rows < FewestPositions)
            return null;
        var index = node.Input[1];
        var inputs = graph.InputsBehind(index);
        if (graph.IsConstant(index) || inputs.All(name => name.Contains("position", StringComparison.OrdinalIgnoreCase)))
            return table.Rows;
        return CountsTokens(graph, index) ? table.Rows - CountedFrom : null;
    }

    private static bool CountsTokens(GraphIndex graph, string tensor)
    {
        for (var depth = 0; depth < 8 && graph.Producer(tensor) is { } node; depth++)
        {
            if (node.Is("CumSum"))
                return true;
            tensor = node.Input.FirstOrDefault(i => !graph.IsConstant(i)) ?? "";
        }

        return false;
    }
}
