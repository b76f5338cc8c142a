using AttentionViz.Extractor.Onnx;

namespace AttentionViz.Extractor.Attention;

/// <summary>A sink written out: one more column beside the logits, and cut off again behind their softmax.</summary>
/// <param name="Logits">The logits of keys alone.</param>
/// <param name="Sink">The column.</param>
/// <param name="Weights">The weights of keys alone, which sum to less than one.</param>
internal sealed record SinkColumn(string Logits, string Sink, string Weights)
{
    private const int MaxDepth = 6;

    /// <summary>Null where a softmax holds no such column.</summary>
    public static SinkColumn? Of(GraphIndex graph, SoftmaxForm softmax)
    {
        if (softmax.Axis != -1 || Joined(graph, softmax.Input) is not { } join || Cut(graph, softmax.Output) is not { } weights)
            return null;
        var logits = join.Input.FirstOrDefault(input => LogitChain.Find(graph, input, AxisTurn.None) is not null);
        return logits is null ? null : new SinkColumn(logits, join.Input.First(input => input != logits), weights);
    }

    private static NodeProto? Joined(GraphIndex graph, string tensor)
    {
        for (var depth = 0; depth < MaxDepth && graph.Producer(tensor) is { } node; depth++)
        {
            if (node.Is("Concat"))
                return node.Input.Count == 2 && node.Int("axis", 0) is -1 or 3 ? node : null;
            // The largest logit of each row subtracted changes no weight.
            var shift = node.Is("Sub") && graph.Producer(node.Input[1]) is { } largest && largest.Is("ReduceMax");
            if (!shift && !node.Is("Cast") && !node.Is("Identity"))
                return null;
            tensor = node.Input[0];
        }

        return null;
    }

    private static string? Cut(GraphIndex graph, string tensor)
    {
        for (var depth = 0; depth < MaxDepth && graph.ConsumersOf(tensor) is [var node]; depth++)
        {
            if (node.Is("Slice"))
                return node.Output[0];
            if (!node.Is("Cast") && !node.Is("Identity") && !node.Is("Dropout"))
                return null;
            tensor = node.Output[0];
        }

        return null;
    }
}
