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

    /// <summary>Whether queries lie as [.., positions, components]; a MatMul's right operand does not.</summary>
    public bool LeftIsPositionMajor { get; private init; } = true;

    /// <summary>Reads a node as queries times keys, or as keys times queries where its result lies so.</summary>
    public static ScoreNode? AsScore(GraphIndex graph, NodeProto node, AxisTurn turn)
    {
        if (node.Is("Einsum"))
        {
            return EinsumAxes.Parse(node) is { Out.Length: >= 2 } axes && turn.Letters(axes.Out) is { } result
                ? Score(node, axes, result, 0, 1) ?? Score(node, axes, result, 1, 0)
                : null;
        }

        if (Product(graph, node) is not { } product || turn.IsNone)
            return Product(graph, node);
        // [.., keys, queries]: the operands change places, and each its way to lie.
        return !turn.IsSwapped || product.Quantized is not null ? null : product with
        {
            Left = product.Right,
            Right = product.Left,
            LeftIsPositionMajor = product.RightIsPositionMajor,
            RightIsPositionMajor = true,
        };
    }

    private static ScoreNode? Product(GraphIndex graph, NodeProto node)
    {
        if (QuantizedProduct.Of(graph, node) is { } integers)
            return new ScoreNode(node, integers.Left, integers.Right, null, null, false, 1) { Quantized = integers };
        if (node.Is("MatMul"))
            return new ScoreNode(node, node.Input[0], node.Input[1], null, null, false, 1);
        if (IsPlainFused(node))
        {
            return new ScoreNode(node, node.Input[0], node.Input[1], null, null, node.Int("transB", 0) == 1, node.Float("alpha", 1));
        }

        return null;
    }

    /// <summary>Reads a node as probabilities times values, the probabilities being <paramref name="probabilities"/>, and says how these lie.</summary>
    public static (ScoreNode Product, AxisTurn Turn)? AsWeightedSum(GraphIndex graph, NodeProto node, string probabilities)
    {
        if (node.Input.FirstOrDefault() == probabilities && QuantizedProduct.Of(graph, node) is { } integers)
            return (new ScoreNode(node, integers.Left, integers.Right, null, null, true, 1), AxisTurn.None);
        if (node.Is("MatMul") || (IsPlainFused(node) && node.Int("transB", 0) == 0))
        {
            return node.Input[0] == probabilities ? (new ScoreNode(node, node.Input[0], node.Input[1], null, null, true, 1), AxisTurn.None)
                // Values times weights, both turned: [.., components, keys] x [.., keys, queries].
                : (new ScoreNode(node, node.Input[1], node.Input[0], null, null, false, 1), AxisTurn.Swapped);
        }

        if (!node.Is("Einsum") || EinsumAxes.Parse(node) is not { } axes)
            return null;
        var p = node.Input[0] == probabilities ? 0 : 1;
        var (weights, values) = (axes.In[p], axes.In[1 - p]);
        var keys = weights.Where(c => values.Contains(c) && !axes.Out.Contains(c)).ToArray();
        var queries = weights.Where(c => !values.Contains(c)).ToArray();
        var component = values.Where(c => !weights.Contains(c)).ToArray();
        if (keys.Length != 1 || queries.Length != 1 || component.Length != 1 || !axes.Out.Contains(queries[0]))
            return null;
        // The sequence comes before the head where vectors are named; weights may have it otherwise.
        var lead = string.Concat(values.Where(c => c != keys[0] && c != component[0]));
        if (EinsumAxes.Name(values, lead, keys[0], component[0]) is not { } valueAxes)
            return null;
        var turn = new AxisTurn([.. (lead + queries[0] + keys[0]).Select(c => weights.IndexOf(c, StringComparison.Ordinal))]);
        return (new ScoreNode(node, node.Input[p], node.Input[1 - p], null, valueAxes, true, 1), turn);
    }

    private static ScoreNode? Score(NodeProto node, EinsumAxes axes, string result, int left, int right)
    {
        var (q, k) = (axes.In[left], axes.In[right]);
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
