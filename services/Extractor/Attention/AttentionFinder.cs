using AttentionViz.Extractor.Onnx;

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
        var fused = FusedAttention.Expand(model, notes);
        var graph = new GraphIndex(model);
        var sites = new List<AttentionSite>();
        foreach (var node in model.Graph.Node)
        {
            if (fused.TryGetValue(node, out var site))
                sites.Add(site with { Kind = SourceTracer.Kind(graph, site.Query.Tensor, site.Key.Tensor) });
            else if (node.Is("Softmax") && Unfused(graph, node, notes) is { } found)
                sites.Add(found);
            else if (node.Bodies().Any(HasSoftmax))
                notes.Add($"attention inside the body of {node.OpType} '{node.Name}' is not extracted");
        }

        if (model.Functions.Any(f => f.Node.Any(IsAttentive)))
            notes.Add("attention inside model-local functions is not extracted; export with functions inlined");
        return new AttentionFindings(sites, notes);
    }

    private static AttentionSite? Unfused(GraphIndex graph, NodeProto softmax, List<string> notes)
    {
        if (LogitChain.Find(graph, softmax.Input[0]) is not { } chain || WeightedSum.Find(graph, softmax.Output[0]) is not { } sum)
            return null;
        var score = chain.Score;
        if (graph.InputsBehind(score.Left).Count == 0 || graph.InputsBehind(score.Right).Count == 0)
        {
            notes.Add($"the softmax '{softmax.Output[0]}' has queries or keys that no input reaches; it is left out");
            return null;
        }

        return new AttentionSite
        {
            Query = OperandPath.From(graph, score.Left, score.LeftAxes, transposed: false),
            Key = OperandPath.From(graph, score.Right, score.RightAxes, transposed: !score.RightIsPositionMajor),
            Value = OperandPath.From(graph, sum.Product.Right, sum.Product.RightAxes, transposed: false),
            Alpha = score.Alpha,
            Steps = chain.Steps,
            Probabilities = softmax.Output[0],
            SoftmaxAxis = softmax.Int("axis", DefaultAxis(graph.Model)),
            Kind = SourceTracer.Kind(graph, score.Left, score.Right),
            Pattern = PatternText.Describe(graph, chain, sum.Between, sum.Product.Node.OpType),
        };
    }

    /// <summary>Softmax took axis 1 by default until opset 13 made it the last.</summary>
    private static long DefaultAxis(ModelProto model) =>
        model.OpsetImport.Any(o => o.Domain is "" or "ai.onnx" && o.Version < 13) ? 1 : -1;

    private static bool HasSoftmax(GraphProto body) =>
        body.Node.Any(node => IsAttentive(node) || node.Bodies().Any(HasSoftmax));

    private static bool IsAttentive(NodeProto node) =>
        node.OpType == "Softmax" || node.OpType.EndsWith("Attention", StringComparison.Ordinal);
}
