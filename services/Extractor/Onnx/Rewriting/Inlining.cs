namespace AttentionViz.Extractor.Onnx.Rewriting;

/// <summary>
/// Puts bodies in the place of their calls: the branch of an If whose condition is known, and
/// functions that the model itself defines. What they hold is then seen like the rest of the graph.
/// </summary>
internal static class Inlining
{
    /// <summary>Bodies call bodies; deeper nesting than this is a cycle.</summary>
    private const int MaxPasses = 32;

    public static void Apply(ModelProto model)
    {
        var functions = model.Functions.GroupBy(f => (f.Domain, f.Name)).ToDictionary(g => g.Key, g => g.First());
        for (var pass = 0; pass < MaxPasses && Once(model, functions); pass++)
        {
        }

        if (model.Graph.Node.All(node => !IsCall(node, functions)))
            model.Functions.Clear();
    }

    private static bool Once(ModelProto model, Dictionary<(string, string), FunctionProto> functions)
    {
        if (!model.Graph.Node.Any(node => node.Is("If") || functions.ContainsKey((node.Domain, node.OpType))))
            return false;
        var graph = new GraphIndex(model);
        var nodes = new List<NodeProto>();
        var changed = false;
        foreach (var node in model.Graph.Node)
        {
            var body = functions.TryGetValue((node.Domain, node.OpType), out var function)
                ? FunctionBody(model, node, function)
                : node.Is("If") && KnownCondition.Of(graph, node.Input[0]) is { } taken ? Branch(model, node, taken) : null;
            changed |= body is not null;
            nodes.AddRange(body ?? [node]);
        }

        if (changed)
        {
            model.Graph.Node.Clear();
            model.Graph.Node.AddRange(nodes);
        }

        return changed;
    }

    private static List<NodeProto>? Branch(ModelProto model, NodeProto node, bool taken)
    {
        if (node.Find(taken ? "then_branch" : "else_branch")?.G is not { } body)
            return null;
        var renaming = new Renaming(node.Output.FirstOrDefault(name => name.Length > 0) ?? node.Name);
        foreach (var tensor in body.Initializer)
        {
            var stored = tensor.Clone();
            stored.Name = renaming.Local(tensor.Name);
            model.Graph.Initializer.Add(stored);
        }

        return renaming.Inline(body.Node, [.. body.Output.Select(o => o.Name)], node.Output, []);
    }

    private static List<NodeProto> FunctionBody(ModelProto model, NodeProto node, FunctionProto function)
    {
        var renaming = new Renaming(node.Output.FirstOrDefault(name => name.Length > 0) ?? node.Name);
        for (var i = 0; i < function.Input.Count; i++)
            renaming.Bind(function.Input[i], node.InputAt(i) ?? "");
        foreach (var domain in function.OpsetImport.Where(own => !model.OpsetImport.Any(o => o.Domain == own.Domain)))
            model.OpsetImport.Add(domain.Clone());
        // What the call gives comes before the function's defaults.
        var attributes = function.AttributeProto.Concat(node.Attribute).GroupBy(a => a.Name).ToDictionary(g => g.Key, g => g.Last());
        return renaming.Inline(function.Node, function.Output, node.Output, attributes);
    }

    private static bool IsCall(NodeProto node, Dictionary<(string, string), FunctionProto> functions) =>
        functions.ContainsKey((node.Domain, node.OpType)) || node.Bodies().Any(body => body.Node.Any(inner => IsCall(inner, functions)));
}
