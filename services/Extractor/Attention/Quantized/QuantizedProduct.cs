using AttentionViz.Extractor.Onnx;

namespace AttentionViz.Extractor.Attention.Quantized;

/// <summary>
/// A product of two tensors stored as integers. The vectors are what those integers stand for: the
/// dequantized operands, which nodes added to the graph compute.
/// </summary>
/// <param name="OpenScales">Scales that the graph has yet to multiply into the result.</param>
/// <param name="Result">Rounding of the result, where the operator does that too.</param>
internal sealed record QuantizedProduct(NodeProto Node, string Left, string Right, IReadOnlyList<string> OpenScales, RoundStep? Result)
{
    /// <summary>Reads a node as such a product; null for any other, and where a factor is a stored weight or of unknown scale.</summary>
    public static QuantizedProduct? Of(GraphIndex graph, NodeProto node)
    {
        if (node.Input.Count < 2)
            return null;
        if (node.Is("MatMulInteger"))
            return Integers(graph, node);
        if (node.IsMicrosoft("MatMulIntegerToFloat") && node.InputAt(6) is null)
            return Product(graph, node, (0, node.InputAt(2), node.InputAt(4)), (1, node.InputAt(3), node.InputAt(5)), [], null);
        if (!node.Is("QLinearMatMul") && !node.IsMicrosoft("QLinearMatMul"))
            return null;
        var rounding = QuantizedRange.Round(graph, node.Output[0], node.Input[6], node.InputAt(7));
        return Product(graph, node, (0, node.InputAt(1), node.InputAt(2)), (3, node.InputAt(4), node.InputAt(5)), [], rounding);
    }

    private static QuantizedProduct? Integers(GraphIndex graph, NodeProto node)
    {
        var (left, right) = (QuantizedRange.ScaleOf(graph, node.Input[0]), QuantizedRange.ScaleOf(graph, node.Input[1]));
        return left is null || right is null
            ? null
            : Product(graph, node, (0, left, node.InputAt(2)), (1, right, node.InputAt(3)), [left, right], null);
    }

    private static QuantizedProduct? Product(
        GraphIndex graph,
        NodeProto node,
        (int Input, string? Scale, string? Zero) left,
        (int Input, string? Scale, string? Zero) right,
        IReadOnlyList<string> open,
        RoundStep? result)
    {
        if (left.Scale is null || right.Scale is null || graph.IsConstant(node.Input[left.Input]) || graph.IsConstant(node.Input[right.Input]))
            return null;
        return new QuantizedProduct(node, Real(graph, node, left), Real(graph, node, right), open, result);
    }

    /// <summary>The real numbers an operand stands for, by a node added once.</summary>
    private static string Real(GraphIndex graph, NodeProto node, (int Input, string? Scale, string? Zero) side)
    {
        var name = $"{node.Output[0]}/dequantized_{side.Input}";
        if (graph.Producer(name) is null)
        {
            var added = new NodeProto { OpType = "DequantizeLinear", Name = name, Input = { node.Input[side.Input], side.Scale }, Output = { name } };
            if (side.Zero is { } zero)
                added.Input.Add(zero);
            graph.Append(added);
        }

        return name;
    }
}
