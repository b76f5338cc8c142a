namespace AttentionViz.Extractor.Onnx.Rewriting;

/// <summary>Conditions that are the same in every run of the extractor.</summary>
internal static class KnownCondition
{
    private const int MaxDepth = 8;

    /// <summary>The value of a boolean tensor: stored, or the switch that merged decoders take, which is fed false.</summary>
    public static bool? Of(GraphIndex graph, string tensor)
    {
        var negated = false;
        for (var depth = 0; depth < MaxDepth; depth++)
        {
            if (graph.Stored(tensor) is { } stored)
                return Value(stored) is { } value ? value != negated : null;
            if (graph.Producer(tensor) is not { } node)
                return graph.Inputs.Any(input => input.Name == tensor) && IsCacheSwitch(tensor) ? negated : null;
            if (node.OpType is not ("Identity" or "Reshape" or "Squeeze" or "Unsqueeze" or "Cast" or "Not" or "ReduceMax" or "ReduceMin"))
                return null;
            negated ^= node.OpType == "Not";
            tensor = node.Input[0];
        }

        return null;
    }

    private static bool IsCacheSwitch(string input) => input.Contains("use_cache", StringComparison.OrdinalIgnoreCase);

    private static bool? Value(TensorProto tensor) => (TensorProto.Types.DataType)tensor.DataType == TensorProto.Types.DataType.Bool
        && TensorReader.Count(tensor) == 1 && TensorReader.ReadSmall(tensor) is [var value] ? value != 0 : null;
}
