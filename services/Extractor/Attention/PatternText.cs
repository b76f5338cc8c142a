using AttentionViz.Extractor.Onnx;

namespace AttentionViz.Extractor.Attention;

/// <summary>Puts an attention site into one readable line.</summary>
internal static class PatternText
{
    private const int MaxDepth = 32;

    public static string Describe(GraphIndex graph, LogitChain chain, string softmax, IEnumerable<string> afterSoftmax, string sum)
    {
        var steps = chain.Steps.Select(Name).Append(softmax).Concat(afterSoftmax).Append(sum);
        var text = string.Join(" > ", steps.Prepend(chain.Score.Node.OpType));
        return text + Path("Q", graph, chain.Score.Left) + Path("K", graph, chain.Score.Right);
    }

    private static string Name(LogitStep step) => step switch
    {
        FactorStep { Constant: true, Factor.Divides: true } => "Div scale",
        FactorStep { Constant: true } => "Mul scale",
        FactorStep => "Mul mask",
        AddStep { Sign: < 0 } => "Sub mask",
        AddStep => "Add mask",
        WhereStep => "Where mask",
        TanhStep => "Tanh cap",
        BoundStep => "bounds",
        RoundStep => "QuantizeLinear",
        OpaqueStep opaque => opaque.Operator,
        _ => "?",
    };

    private static string Path(string side, GraphIndex graph, string tensor)
    {
        var names = new List<string>();
        for (var depth = 0; depth < MaxDepth && graph.Producer(tensor) is { } node; depth++)
        {
            if (Step(graph, node) is not var (name, next))
                break;
            if (name.Length > 0)
                names.Add(name);
            if (next is null)
                break;
            tensor = next;
        }

        names.Reverse();
        return names.Count == 0 ? "" : $"; {side}: {string.Join(", ", names)}";
    }

    /// <summary>What to say of a node (empty: nothing) and where to go on; null where the path ends.</summary>
    private static (string Name, string? Next)? Step(GraphIndex graph, NodeProto node)
    {
        if (IsRotary(graph, node))
            return ("rotary", null);
        return node.OpType switch
        {
            "Transpose" or "Expand" or "Tile" => (node.OpType, node.Input[0]),
            "Reshape" or "Squeeze" or "Unsqueeze" or "Cast" or "Identity" => ("", node.Input[0]),
            "Concat" => node.Input.FirstOrDefault(i => graph.Producer(i) is null && !graph.IsConstant(i)) is { } past
                ? ("Concat(past)", node.Input.First(i => i != past))
                : null,
            "Mul" or "Div" when graph.IsConstant(node.Input[1]) => (node.OpType + " scale", node.Input[0]),
            "Mul" when graph.IsConstant(node.Input[0]) => ("Mul scale", node.Input[1]),
            _ => null,
        };
    }

    /// <summary>x cos + rotate(x) sin, whole or as the two halves of a Concat.</summary>
    private static bool IsRotary(GraphIndex graph, NodeProto node)
    {
        bool Product(string tensor) => graph.Producer(tensor) is { } n && n.Is("Mul");
        bool Sum(NodeProto n) => (n.Is("Add") || n.Is("Sub")) && n.Input.All(Product);
        return node.OpType == "RotaryEmbedding"
            || Sum(node)
            || (node.Is("Concat") && node.Input.Any(i => graph.Producer(i) is { } n && Sum(n)));
    }
}
