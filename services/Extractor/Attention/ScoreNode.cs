using AttentionViz.Extractor.Attention.Quantized;
using AttentionViz.Extractor.Onnx;

namespace AttentionViz.Extractor.Attention;

/// <summary>A batched product of two tensors, in any of the operators that spell one.</summary>
/// <param name="LeftAxes">Letters of <see cref="Operand.Axes"/>, or null for MatMul.</param>
internal sealed record ScoreNode(
    NodeProto Node,
    string Left,
    string Right,
    string? LeftAxes,
    string? RightAxes,
    bool RightIsPositionMajor,
    double Alpha)
{
    /// <summary>Where the operands are dequantized ones: how the graph goes on from the product of integers.</summary>
    public QuantizedProduct? Quantized { get; private init; }

    /// <summary>Reads a node as queries times keys: the result is [.., queries, keys].</summary>
    public static ScoreNode? AsScore(GraphIndex graph, NodeProto node)
    {
        if (QuantizedProduct.Of(graph, node) is { } integers)
            return new ScoreNode(node, integers.Left, integers.Right, null, null, false, 1) { Quantized = integers };
        if (node.Is("MatMul"))
            return new ScoreNode(node, node.Input[0], node.Input[1], null, null, false, 1);
        if (IsPlainFused(node))
        {
            return new ScoreNode(node, node.Input[0], node.Input[1], null, null, node.Int("transB", 0) == 1, node.Float("alpha", 1));
        }

        if (!node.Is("Einsum") || EinsumAxes.Parse(node) is not { } axes || axes.Out.Length < 2)
            return null;
        return Score(node, axes, 0, 1) ?? Score(node, axes, 1, 0);
    }

    /// <summary>Reads a node as probabilities times values, the probabilities being <paramref name="probabilities"/>.</summary>
    public static ScoreNode? AsWeightedSum(GraphIndex graph, NodeProto node, string probabilities)
    {
        if (node.Input.FirstOrDefault() == probabilities && QuantizedProduct.Of(graph, node) is { } integers)
            return new ScoreNode(node, integers.Left, integers.Right, null, null, true, 1);
        if (node.Is("MatMul") || (IsPlainFused(node) && node.Int("transB", 0) == 0))
        {
            return node.Input[0] == probabilities
                ? new ScoreNode(node, node.Input[0], node.Input[1], null, null, true, 1)
                : null;
        }

        if (!node.Is("Einsum") || EinsumAxes.Parse(node) is not { } axes)
            return null;
        var p = node.Input[0] == probabilities ? 0 : 1;
        var (weights, values) = (axes.In[p], axes.In[1 - p]);
        var key = weights[^1];
        var component = values.Where(c => !weights.Contains(c)).ToArray();
        if (component.Length != 1 || axes.Out.Contains(key) || !values.Contains(key))
            return null;
        var valueAxes = EinsumAxes.Name(values, weights[..^2], key, component[0]);
        return valueAxes is null ? null : new ScoreNode(node, node.Input[p], node.Input[1 - p], null, valueAxes, true, 1);
    }

    private static ScoreNode? Score(NodeProto node, EinsumAxes axes, int left, int right)
    {
        var (q, k, result) = (axes.In[left], axes.In[right], axes.Out);
        var (query, key, lead) = (result[^2], result[^1], result[..^2]);
        var component = q.Where(c => !result.Contains(c)).ToArray();
        if (component.Length != 1 || !k.Contains(component[0]) || !q.Contains(query) || !k.Contains(key) || q.Contains(key))
            return null;
        var (qAxes, kAxes) = (EinsumAxes.Name(q, lead, query, component[0]), EinsumAxes.Name(k, lead, key, component[0]));
        return qAxes is null || kAxes is null
            ? null
            : new ScoreNode(node, node.Input[left], node.Input[right], qAxes, kAxes, true, 1);
    }

    private static bool IsPlainFused(NodeProto node) =>
        node.IsMicrosoft("FusedMatMul") && node.Int("transA", 0) == 0
        && node.Int("transBatchA", 0) == 0 && node.Int("transBatchB", 0) == 0;
}
