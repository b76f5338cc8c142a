namespace AttentionViz.Extractor.Onnx;

/// <summary>Cuts a model down to what a set of tensors needs.</summary>
internal static class GraphPruner
{
    /// <summary>
    /// A new model whose outputs are exactly <paramref name="wanted"/>; nodes, weights and inputs that
    /// none of them needs are left out. The given model is not changed, its tensors are shared.
    /// </summary>
    public static ModelProto Prune(ModelProto model, IEnumerable<string> wanted)
    {
        var outputs = wanted.Distinct(StringComparer.Ordinal).ToList();
        var needed = Needed(model.Graph, outputs);

        var graph = new GraphProto { Name = model.Graph.Name };
        graph.Node.AddRange(model.Graph.Node.Where(node => node.Output.Any(needed.Contains)));
        graph.Initializer.AddRange(model.Graph.Initializer.Where(tensor => needed.Contains(tensor.Name)));
        graph.Input.AddRange(model.Graph.Input.Where(input => needed.Contains(input.Name)));
        // Only the name: ONNX Runtime infers type and shape, and a stale declaration would be an error.
        graph.Output.AddRange(outputs.Select(name => new ValueInfoProto { Name = name }));

        var pruned = CloneWithoutGraph(model);
        pruned.Graph = graph;
        return pruned;
    }

    /// <summary>Everything but the graph, unknown fields included, without copying the weights.</summary>
    private static ModelProto CloneWithoutGraph(ModelProto model)
    {
        var graph = model.Graph;
        model.Graph = null;
        try
        {
            return model.Clone();
        }
        finally
        {
            model.Graph = graph;
        }
    }

    /// <summary>Backward over the topologically ordered nodes: one pass suffices.</summary>
    private static HashSet<string> Needed(GraphProto graph, IEnumerable<string> outputs)
    {
        var needed = new HashSet<string>(outputs, StringComparer.Ordinal);
        foreach (var node in graph.Node.Reverse())
        {
            if (node.Output.Any(needed.Contains))
                needed.UnionWith(node.Reads());
        }

        return needed;
    }
}
