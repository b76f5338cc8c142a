using AttentionViz.Extractor.Onnx;

namespace AttentionViz.Extractor.Attention;

/// <summary>A softmax, in one operator or written out.</summary>
/// <param name="Axis">As the operator gives it.</param>
/// <param name="Name">What to call it in a pattern.</param>
internal sealed record SoftmaxForm(string Input, string Output, long Axis, string Name)
{
    private const int MaxDepth = 4;

    /// <summary>The softmax that ends at a node; null where none does.</summary>
    public static SoftmaxForm? EndingAt(GraphIndex graph, NodeProto node)
    {
        if (node.Is("Softmax"))
            return new SoftmaxForm(node.Input[0], node.Output[0], node.Int("axis", DefaultAxis(graph.Model)), "Softmax");
        if (node.Is("Exp") && graph.Producer(node.Input[0]) is { } log && log.Is("LogSoftmax"))
            return new SoftmaxForm(log.Input[0], node.Output[0], log.Int("axis", DefaultAxis(graph.Model)), "LogSoftmax > Exp");
        if (node.Is("Div"))
            return Written(graph, node, node.Input[0], node.Input[1], "Exp > ReduceSum > Div");
        // JAX and compilers multiply by one over the sum.
        return node.Is("Mul") ? Inverted(graph, node, 0, 1) ?? Inverted(graph, node, 1, 0) : null;
    }

    private static SoftmaxForm? Inverted(GraphIndex graph, NodeProto product, int exp, int inverse) =>
        Behind(graph, product.Input[inverse]) is { } one && one.Is("Reciprocal")
            ? Written(graph, product, product.Input[exp], one.Input[0], "Exp > ReduceSum > Reciprocal > Mul")
            : null;

    /// <summary>exp(x - c) / sum(exp(x - c)), c being the row's largest value, or anything constant over the row.</summary>
    private static SoftmaxForm? Written(GraphIndex graph, NodeProto quotient, string numerator, string denominator, string name)
    {
        if (graph.Producer(numerator) is not { } exp || !exp.Is("Exp"))
            return null;
        if (Behind(graph, denominator) is not { } sum || !sum.Is("ReduceSum") || sum.Input[0] != exp.Output[0] || AxisOf(graph, sum) is not { } axis)
            return null;
        var shifted = graph.Producer(exp.Input[0]);
        var largest = shifted is not null && shifted.Is("Sub") ? Behind(graph, shifted.Input[1]) : null;
        var input = largest is not null && largest.Is("ReduceMax") && largest.Input[0] == shifted!.Input[0] ? shifted.Input[0] : exp.Input[0];
        return new SoftmaxForm(input, quotient.Output[0], axis, name);
    }

    private static NodeProto? Behind(GraphIndex graph, string tensor)
    {
        for (var depth = 0; depth < MaxDepth && graph.Producer(tensor) is { } node; depth++)
        {
            if (node.OpType is not ("Identity" or "Cast" or "CastLike" or "Reshape" or "Unsqueeze" or "Expand" or "StopGradient"))
                return node;
            tensor = node.Input[0];
        }

        return null;
    }

    /// <summary>The one axis a reduction runs over: an attribute, since opset 13 an input.</summary>
    private static long? AxisOf(GraphIndex graph, NodeProto reduction)
    {
        long[] axes = reduction.Find("axes")?.Ints.ToArray()
            ?? (reduction.InputAt(1) is { } input && graph.Stored(input) is { } stored
                ? [.. (TensorReader.ReadSmall(stored) ?? []).Select(x => (long)x)]
                : []);
        return axes is [var axis] ? axis : null;
    }

    /// <summary>Softmax took axis 1 by default until opset 13 made it the last.</summary>
    private static long DefaultAxis(ModelProto model) =>
        model.OpsetImport.Any(o => o.Domain is "" or "ai.onnx" && o.Version < 13) ? 1 : -1;
}
