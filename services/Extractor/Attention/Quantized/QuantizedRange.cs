using AttentionViz.Extractor.Onnx;

namespace AttentionViz.Extractor.Attention.Quantized;

/// <summary>Scale and range of quantized tensors.</summary>
internal static class QuantizedRange
{
    private const int MaxDepth = 12;

    /// <summary>The scale with which a tensor was quantized, seen through what only rearranges it.</summary>
    public static string? ScaleOf(GraphIndex graph, string tensor)
    {
        for (var depth = 0; depth < MaxDepth && graph.Producer(tensor) is { } node; depth++)
        {
            switch (node.OpType)
            {
                case "DynamicQuantizeLinear": return node.Output[0] == tensor ? node.Output[1] : null;
                case "QuantizeLinear": return node.Input[1];
                case "Transpose" or "Reshape" or "Squeeze" or "Unsqueeze" or "Expand" or "Identity" or "Tile" or "Flatten":
                    tensor = node.Input[0];
                    break;
                default: return null;
            }
        }

        return null;
    }

    /// <summary>The rounding of one QuantizeLinear; the type of the zero point is that of the integers.</summary>
    public static RoundStep? Round(GraphIndex graph, string output, string scale, string? zero)
    {
        var type = zero is null ? TensorProto.Types.DataType.Uint8 : (TensorProto.Types.DataType?)graph.Stored(zero)?.DataType;
        return type switch
        {
            TensorProto.Types.DataType.Uint8 => new RoundStep(output, scale, zero, byte.MinValue, byte.MaxValue),
            TensorProto.Types.DataType.Int8 => new RoundStep(output, scale, zero, sbyte.MinValue, sbyte.MaxValue),
            TensorProto.Types.DataType.Uint16 => new RoundStep(output, scale, zero, ushort.MinValue, ushort.MaxValue),
            TensorProto.Types.DataType.Int16 => new RoundStep(output, scale, zero, short.MinValue, short.MaxValue),
            _ => null,
        };
    }

    /// <summary>
    /// The steps without those that only multiply the scales of an integer product back in; null where
    /// not all of them are.
    /// </summary>
    public static IReadOnlyList<LogitStep>? Close(GraphIndex graph, IReadOnlyList<LogitStep> steps, IReadOnlyList<string> scales)
    {
        var open = scales.ToList();
        var kept = new List<LogitStep>();
        foreach (var step in steps)
        {
            if (open.Count > 0 && step is FactorStep { Factor.Divides: false } factor && Scales(graph, factor.Factor.Tensor, open) is { } used)
                used.ForEach(scale => open.Remove(scale));
            else
                kept.Add(step);
        }

        return open.Count == 0 ? kept : null;
    }

    private static List<string>? Scales(GraphIndex graph, string tensor, List<string> open)
    {
        if (open.Contains(tensor))
            return [tensor];
        if (graph.Producer(tensor) is not { } node)
            return null;
        if (node.OpType is "Reshape" or "Squeeze" or "Unsqueeze" or "Identity" or "Cast")
            return Scales(graph, node.Input[0], open);
        if (!node.Is("Mul") || Scales(graph, node.Input[0], open) is not { } left)
            return null;
        var rest = open.ToList();
        left.ForEach(scale => rest.Remove(scale));
        return Scales(graph, node.Input[1], rest) is { } right ? [.. left, .. right] : null;
    }
}
