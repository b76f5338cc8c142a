using AttentionViz.Extractor.Onnx;

namespace AttentionViz.Extractor.Attention;

/// <summary>
/// A learned factor per head on the logits, as in Swin v2. One scale cannot hold it, so it goes to the
/// queries: t * (q.k) = (t * q).k, by a node added to the graph.
/// </summary>
internal static class HeadTemperature
{
    private const int MaxDepth = 8;

    /// <summary>The queries to read, and the steps without the temperature.</summary>
    public static (string Query, IReadOnlyList<LogitStep> Steps) Move(GraphIndex graph, LogitChain chain)
    {
        var query = chain.Score.Left;
        // Only as long as nothing but factors came before may a factor change its place.
        var leading = chain.Steps.TakeWhile(step => step is FactorStep { Constant: true }).Cast<FactorStep>().Where(step => step.Turn.KeepsLead).ToList();
        if (chain.Score.LeftAxes is not null || leading.Find(step => IsPerHead(graph, step.Factor.Tensor)) is not { } found)
            return (query, chain.Steps);
        var node = new NodeProto
        {
            OpType = found.Factor.Divides ? "Div" : "Mul",
            Name = $"{found.Output}/temperature",
            Input = { query, found.Factor.Tensor },
            Output = { $"{found.Output}/tempered_queries" },
        };
        if (graph.Producer(node.Output[0]) is null)
            graph.Append(node);
        return (node.Output[0], [.. chain.Steps.Where(step => step != found)]);
    }

    /// <summary>[.., heads, 1, 1] with more than one head.</summary>
    private static bool IsPerHead(GraphIndex graph, string tensor) =>
        Shape(graph, tensor, MaxDepth) is { Length: >= 3 } shape && shape[^1] == 1 && shape[^2] == 1 && shape[^3] > 1;

    /// <summary>The shape of a constant computed by operators that keep shapes; the longest among what they read.</summary>
    private static long[]? Shape(GraphIndex graph, string tensor, int depth)
    {
        if (graph.Shape(tensor) is { } stored)
            return stored;
        if (depth == 0 || graph.Producer(tensor) is not { OpType: "Exp" or "Clip" or "Min" or "Max" or "Mul" or "Div" or "Cast" or "Identity" or "Softplus" } node)
            return null;
        return node.Input.Where(input => input.Length > 0).Select(input => Shape(graph, input, depth - 1)).OfType<long[]>().MaxBy(shape => shape.Length);
    }
}
