using AttentionViz.Extractor.Onnx;

namespace AttentionViz.Extractor.Attention;

/// <summary>
/// Walks back from an operand through what only rearranges, repeats or rescales it. Which of the
/// tensors on the way really is the same vectors is decided later, by numbers.
/// </summary>
internal static class OperandPath
{
    private const int MaxDepth = 24;

    public static Operand From(GraphIndex graph, string tensor, string? axes, bool transposed)
    {
        var candidates = new List<Candidate> { new(tensor, []) };
        IReadOnlyList<Factor> factors = [];
        for (var current = tensor; candidates.Count < MaxDepth && graph.Producer(current) is { } node;)
        {
            if (Factor(graph, node) is var (source, factor) && source is not null)
                (current, factors) = (source, [.. factors, factor!]);
            else if (Rearranges(node))
                current = node.Input[0];
            else
                break;

            // Inputs and weights are no outputs of ours: a graph may not return what it is given.
            if (graph.Producer(current) is null)
                break;
            candidates.Add(new Candidate(current, factors));
        }

        return new Operand(tensor, axes, candidates) { Transposed = transposed };
    }

    private static (string? Source, Factor? Factor) Factor(GraphIndex graph, NodeProto node)
    {
        if (node.Is("Mul") || node.Is("Div"))
        {
            if (graph.IsConstant(node.Input[1]))
                return (node.Input[0], new Factor(node.Input[1], node.Is("Div")));
            if (node.Is("Mul") && graph.IsConstant(node.Input[0]))
                return (node.Input[1], new Factor(node.Input[0], false));
        }

        return (null, null);
    }

    private static bool Rearranges(NodeProto node) => node.IsStandard() && node.OpType is
        "Identity" or "Cast" or "CastLike" or "Dropout" or "Transpose" or "Reshape" or "Squeeze" or "Unsqueeze" or "Expand" or "Tile" or "Flatten";
}
