using AttentionViz.Extractor.Onnx;

namespace AttentionViz.Extractor.Attention;

/// <summary>The product of attention probabilities with values that follows a softmax.</summary>
/// <param name="Between">Operators between the softmax and the product.</param>
/// <param name="Turn">How the probabilities lie.</param>
internal sealed record WeightedSum(ScoreNode Product, IReadOnlyList<string> Between, AxisTurn Turn)
{
    private const int MaxDepth = 12;

    public static WeightedSum? Find(GraphIndex graph, string probabilities) => Find(graph, probabilities, [], MaxDepth);

    private static WeightedSum? Find(GraphIndex graph, string tensor, IReadOnlyList<string> between, int depth)
    {
        if (depth == 0)
            return null;
        foreach (var node in graph.ConsumersOf(tensor))
        {
            if (ScoreNode.AsWeightedSum(graph, node, tensor) is var (product, turn) && !graph.IsConstant(product.Right))
                return new WeightedSum(product, between, turn);
            if (!Passes(node) || Find(graph, node.Output[0], [.. between, node.OpType], depth - 1) is not { } found)
                continue;
            if (node.Is("Transpose"))
                return found.Turn.Before(node) is { } before ? found with { Turn = before } : null;
            if (found.Turn.KeepsLead || !ChangesRank(node))
                return found;
        }

        return null;
    }

    private static bool ChangesRank(NodeProto node) => node.OpType is "Reshape" or "Squeeze" or "Unsqueeze";

    private static bool Passes(NodeProto node) => node.OpType is "QuantizeLinear" or "DequantizeLinear" || (node.IsStandard() && node.OpType is
        "Cast" or "CastLike" or "Dropout" or "Identity" or "Where" or "Transpose" or "Reshape" or "Squeeze" or "Unsqueeze" or "DynamicQuantizeLinear");
}
