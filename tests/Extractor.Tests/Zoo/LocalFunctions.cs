using AttentionViz.Extractor.Onnx;

namespace AttentionViz.Extractor.Tests.Zoo;

/// <summary>Moves nodes of a graph into a function of the model's own, as PyTorch's exporter leaves them.</summary>
internal static class LocalFunctions
{
    public const string Domain = "pkg.onnxscript.torch_lib";

    /// <param name="inputs">Tensors of the graph that the nodes read.</param>
    /// <param name="build">Adds the nodes and returns what they come to.</param>
    /// <returns>What a call of the function gives.</returns>
    public static string Move(GraphBuilder g, string name, string[] inputs, Func<string> build)
    {
        var graph = g.Model.Graph;
        var (nodes, constants) = (graph.Node.Count, graph.Initializer.Count);
        var output = build();
        var function = new FunctionProto { Name = name, Domain = Domain, Input = { inputs }, Output = { output } };
        function.OpsetImport.AddRange(g.Model.OpsetImport.Where(o => o.Domain != Domain));
        function.OpsetImport.Add(new OperatorSetIdProto { Domain = Domain, Version = 1 });
        foreach (var tensor in graph.Initializer.Skip(constants))
        {
            var value = new AttributeProto { Name = "value", T = tensor, Type = AttributeProto.Types.AttributeType.Tensor };
            function.Node.Add(new NodeProto { OpType = "Constant", Output = { tensor.Name }, Attribute = { value } });
        }

        function.Node.AddRange(graph.Node.Skip(nodes));
        Cut(graph.Node, nodes);
        Cut(graph.Initializer, constants);
        g.Model.Functions.Add(function);
        if (g.Model.OpsetImport.All(o => o.Domain != Domain))
            g.Model.OpsetImport.Add(new OperatorSetIdProto { Domain = Domain, Version = 1 });
        return g.Node(Domain, name, inputs);
    }

    private static void Cut<T>(IList<T> list, int count)
    {
        while (list.Count > count)
            list.RemoveAt(list.Count - 1);
    }
}
