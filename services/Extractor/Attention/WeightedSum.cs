using AttentionViz.Extractor.Onnx;

namespace AttentionViz.Extractor.Attention;

/// <summary>The product of attention probabilities with values that follows a softmax.</summary>
/// <param name="Between">Operators between the softmax and the product.</param>
internal sealed record WeightedSum(ScoreNode Product, IReadOnlyList<string> Between)
{
    private const int MaxDepth = 12;

    public static WeightedSum? Find(GraphIndex graph, string probabilities) => Find(graph, probabilities, [], MaxDepth);

    private static WeightedSum? Find(GraphIndex graph, string tensor, IReadOnlyList<string> between, int depth)
    {
        if (depth == 0)
            return null;
        foreach (var node in graph.ConsumersOf(tensor))
        {
            if (ScoreNode.AsWeightedSum(graph, node, tensor) is { } product && !graph.IsConstant(product.Right))
                return new WeightedSum(product, between);
            if (Passes(node) && Find(graph, node.Output[0], [.. between, node.OpType], depth - 1) is { } found)
                return found;
        }

        return null;
    }

    private static bool Passes(NodeProto node) => node.OpType is "QuantizeLinear" or "DequantizeLinear" || (node.IsStandard() && node.OpType is
        "Cast" or "Dropout" or "Identity" or "Where" or "Reshape" or "Squeeze" or "Unsqueeze" or "DynamicQuantizeLinear");
}
