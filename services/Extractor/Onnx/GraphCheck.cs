using AttentionViz.Extractor.Running;

namespace AttentionViz.Extractor.Onnx;

/// <summary>
/// Tells apart what is no graph at all: everything here relies on tensors that are made once, before
/// they are read.
/// </summary>
internal static class GraphCheck
{
    /// <exception cref="ModelLoadException">A tensor is made twice, late or never.</exception>
    public static void Check(GraphProto graph, string path)
    {
        var known = graph.Initializer.Select(t => t.Name).Concat(graph.Input.Select(i => i.Name)).ToHashSet(StringComparer.Ordinal);
        var made = graph.Node.SelectMany(n => n.Output).ToHashSet(StringComparer.Ordinal);
        foreach (var node in graph.Node)
        {
            foreach (var name in node.Reads())
            {
                if (known.Contains(name))
                    continue;
                throw Broken(path, made.Contains(name)
                    ? $"reads the tensor '{name}' before it is made: its nodes are out of order or form a cycle"
                    : $"reads the tensor '{name}', which nothing makes");
            }

            foreach (var name in node.Output)
            {
                if (name.Length > 0 && !known.Add(name))
                    throw Broken(path, $"makes the tensor '{name}' twice");
            }
        }
    }

    private static ModelLoadException Broken(string path, string what) =>
        new(ModelFault.Unreadable, $"{path} {what}; export the model again");
}
