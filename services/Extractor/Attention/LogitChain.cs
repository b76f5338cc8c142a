using AttentionViz.Extractor.Attention.Quantized;
using AttentionViz.Extractor.Onnx;

namespace AttentionViz.Extractor.Attention;

/// <summary>The way from a score to its softmax.</summary>
/// <param name="Steps">In graph order, from the score onward.</param>
internal sealed record LogitChain(ScoreNode Score, IReadOnlyList<LogitStep> Steps)
{
    /// <summary>Longer chains than this are something else.</summary>
    private const int MaxDepth = 24;

    /// <summary>Walks back from a softmax input to the product of two computed tensors; null where there is none.</summary>
    /// <param name="turn">How the softmax input lies.</param>
    public static LogitChain? Find(GraphIndex graph, string logits, AxisTurn turn)
    {
        if (Find(graph, logits, turn, MaxDepth, new HashSet<string>(StringComparer.Ordinal)) is not { } chain)
            return null;
        if (chain.Score.Quantized is not { } product)
            return chain;
        var steps = QuantizedRange.Close(graph, chain.Steps, product.OpenScales)
            ?? [new OpaqueStep(logits, "scales of a product of integers"), .. chain.Steps];
        return chain with { Steps = product.Result is { } rounding ? [rounding, .. steps] : steps };
    }

    /// <param name="dead">Tensors that lead nowhere, so that shared operands are walked once.</param>
    private static LogitChain? Find(GraphIndex graph, string tensor, AxisTurn turn, int depth, HashSet<string> dead)
    {
        if (depth == 0 || dead.Contains(tensor) || graph.IsConstant(tensor) || graph.Producer(tensor) is not { } node)
            return null;
        var found = Step(graph, tensor, node, turn, depth, dead);
        if (found is null)
            dead.Add(tensor);
        return found;
    }

    private static LogitChain? Step(GraphIndex graph, string tensor, NodeProto node, AxisTurn turn, int depth, HashSet<string> dead)
    {
        if (ScoreNode.AsScore(graph, node, turn) is { } score)
        {
            // A product with a weight is a projection: the softmax of a classifier, router or pooling layer.
            var computed = !graph.IsConstant(score.Left) && !graph.IsConstant(score.Right);
            return computed ? new LogitChain(score, []) : null;
        }

        LogitChain? Through(AxisTurn before) => node.InputAt(0) is { } source ? Find(graph, source, before, depth - 1, dead) : null;
        LogitChain? From(int input, LogitStep? step) =>
            node.InputAt(input) is { } source && Find(graph, source, turn, depth - 1, dead) is { } chain
                ? step is null ? chain : chain with { Steps = [.. chain.Steps, step with { Turn = turn }] }
                : null;
        FactorStep Times(int other, bool divides) =>
            new(tensor, new Factor(node.Input[other], divides), graph.IsConstant(node.Input[other]));

        LogitStep Bounded(bool below) => node.Input.Count != 2 || !graph.IsConstant(node.Input[1])
            ? new OpaqueStep(tensor, node.OpType)
            : below ? new BoundStep(tensor, node.Input[1], null) : new BoundStep(tensor, null, node.Input[1]);

        if (node.OpType == "QuantizeLinear")
            return From(0, QuantizedRange.Round(graph, tensor, node.Input[1], node.InputAt(2)) is { } round ? round : new OpaqueStep(tensor, node.OpType));
        if (node.OpType == "DequantizeLinear")
            return From(0, null);
        if (!node.IsStandard())
            return null;
        return node.OpType switch
        {
            "Identity" or "Cast" or "CastLike" or "Dropout" => From(0, null),
            "Reshape" or "Squeeze" or "Unsqueeze" or "Flatten" => turn.KeepsLead ? From(0, null) : null,
            "Transpose" => turn.Before(node) is { } before ? Through(before) : null,
            "Add" => Shorter(From(0, new AddStep(tensor, node.Input[1], 1)), From(1, new AddStep(tensor, node.Input[0], 1))),
            "Sub" => From(0, new AddStep(tensor, node.Input[1], -1)),
            "Mul" => Shorter(From(0, Times(1, false)), From(1, Times(0, false))),
            "Div" => From(0, Times(1, true)),
            "Where" => Shorter(
                From(1, new WhereStep(tensor, node.Input[0], node.Input[2], true)),
                From(2, new WhereStep(tensor, node.Input[0], node.Input[1], false))),
            "Tanh" => From(0, new TanhStep(tensor)),
            "Max" => From(0, Bounded(below: true)),
            "Min" => From(0, Bounded(below: false)),
            "Clip" when node.Find("min") is null && node.Find("max") is null => From(0, new BoundStep(tensor, node.InputAt(1), node.InputAt(2))),
            "Clip" or "Relu" or "Sigmoid" or "Softplus" or "Abs" => From(0, new OpaqueStep(tensor, node.OpType)),
            _ => null,
        };
    }

    /// <summary>Biases can be products too (relative positions); the score itself is the nearer one.</summary>
    private static LogitChain? Shorter(LogitChain? first, LogitChain? second) =>
        first is null || (second is not null && second.Steps.Count < first.Steps.Count) ? second : first;
}
