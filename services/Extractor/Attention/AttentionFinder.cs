using AttentionViz.Extractor.Attention.Fused;
using AttentionViz.Extractor.Onnx;
using AttentionViz.Extractor.Onnx.Rewriting;

namespace AttentionViz.Extractor.Attention;

/// <summary>What was found in a graph.</summary>
/// <param name="Sites">In topological order.</param>
internal sealed record AttentionFindings(IReadOnlyList<AttentionSite> Sites, IReadOnlyList<string> Notes);

/// <summary>
/// Finds attention by structure: a product of two computed tensors, then scale and mask, then a
/// softmax, then a product with a third. Names play no part.
/// </summary>
internal static class AttentionFinder
{
    /// <summary>
    /// Lists the attention sites of a model. Fused operators are taken apart: nodes that compute their
    /// queries, keys and values are added to <paramref name="model"/>.
    /// </summary>
    public static AttentionFindings Find(ModelProto model)
    {
        var notes = new List<string>();
        Inlining.Apply(model);
        var fused = FusedAttention.Expand(model, notes);
        var graph = new GraphIndex(model);
        var sites = new List<AttentionSite>();
        // A copy: the search adds nodes at the end of the graph.
        foreach (var node in model.Graph.Node.ToList())
        {
            if (fused.TryGetValue(node, out var site))
                sites.Add(SourceTracer.Place(graph, site, site.Query.Tensor, site.Key.Tensor));
            else if (SoftmaxForm.EndingAt(graph, node) is { } softmax && Unfused(graph, softmax, notes) is { } found)
                sites.Add(found);
            else if (node.Bodies().Any(HasSoftmax))
                notes.Add($"attention inside the body of {node.OpType} '{node.Name}' is not extracted");
        }

        if (model.Functions.Any(f => f.Node.Any(IsAttentive)))
            notes.Add("attention inside model-local functions is not extracted; export with functions inlined");
        return new AttentionFindings(sites, notes);
    }

    private static AttentionSite? Unfused(GraphIndex graph, SoftmaxForm softmax, List<string> notes)
    {
        var sink = SinkColumn.Of(graph, softmax);
        var weights = sink?.Weights ?? softmax.Output;
        if (WeightedSum.Find(graph, weights) is not { } sum || !IsOverKeys(softmax, sum.Turn) || LogitChain.Find(graph, sink?.Logits ?? softmax.Input, sum.Turn) is not { } chain)
            return null;
        var score = chain.Score;
        if (graph.InputsBehind(score.Left).Count == 0 || graph.InputsBehind(score.Right).Count == 0)
        {
            notes.Add($"the softmax '{softmax.Output}' has queries or keys that no input reaches; it is left out");
            return null;
        }

        var (query, steps) = HeadTemperature.Move(graph, chain);
        var site = new AttentionSite
        {
            Query = OperandPath.From(graph, query, score.LeftAxes, transposed: !score.LeftIsPositionMajor),
            Key = OperandPath.From(graph, score.Right, score.RightAxes, transposed: !score.RightIsPositionMajor),
            Value = OperandPath.From(graph, sum.Product.Right, sum.Product.RightAxes, transposed: !sum.Product.RightIsPositionMajor),
            Alpha = score.Alpha,
            Steps = steps,
            Probabilities = weights,
            Turn = sum.Turn,
            Sink = sink is null ? null : new Sink(sink.Sink),
            SoftmaxAxis = softmax.Axis,
            Pattern = PatternText.Describe(graph, chain, sink is null ? softmax.Name : $"{softmax.Name} with a sink", sum.Between, sum.Product.Node.OpType),
        };
        return SourceTracer.Place(graph, site, score.Left, score.Right);
    }

    /// <summary>
    /// Weights that sum to one over another axis than the one they are summed over are no attention; an
    /// axis counted from the front is taken for that of three or four, and shapes tell later.
    /// </summary>
    private static bool IsOverKeys(SoftmaxForm softmax, AxisTurn turn) => turn.IsNone
        || (softmax.Axis < 0 ? turn.KeyAxis(rank: 0) == softmax.Axis : softmax.Axis == turn.KeyAxis(3) || softmax.Axis == turn.KeyAxis(4));

    private static bool HasSoftmax(GraphProto body) =>
        body.Node.Any(node => IsAttentive(node) || node.Bodies().Any(HasSoftmax));

    private static bool IsAttentive(NodeProto node) =>
        node.OpType == "Softmax" || node.OpType.EndsWith("Attention", StringComparison.Ordinal);
}
