namespace AttentionViz.Extractor.Onnx.Rewriting;

/// <summary>Names of one body in the graph it is put into.</summary>
/// <param name="prefix">Unique in the graph: the name of a tensor it already has.</param>
internal sealed class Renaming(string prefix)
{
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);

    /// <summary>A name for something that only the body knows.</summary>
    public string Local(string name) => _names[name] = $"{prefix}/{name}";

    /// <summary>A formal input and what is given for it.</summary>
    public void Bind(string formal, string actual) => _names[formal] = actual;

    /// <param name="outputs">What the body returns, by its own names.</param>
    /// <param name="results">What the call names them.</param>
    /// <param name="attributes">What attribute references stand for.</param>
    public List<NodeProto> Inline(
        IEnumerable<NodeProto> body, IReadOnlyList<string> outputs, IReadOnlyList<string> results, Dictionary<string, AttributeProto> attributes)
    {
        var nodes = body.ToList();
        foreach (var name in nodes.SelectMany(node => node.Output).Where(name => name.Length > 0))
            Local(name);
        var inlined = nodes.Select(node => Renamed(node, attributes)).ToList();
        // A result may be an outer tensor, a weight, or the same tensor twice: renaming it could not serve.
        for (var i = 0; i < Math.Min(outputs.Count, results.Count); i++)
        {
            if (results[i].Length > 0)
                inlined.Add(new NodeProto { OpType = "Identity", Name = $"{results[i]}/result", Input = { Name(outputs[i]) }, Output = { results[i] } });
        }

        return inlined;
    }

    private string Name(string name) => _names.GetValueOrDefault(name, name);

    private NodeProto Renamed(NodeProto node, Dictionary<string, AttributeProto> attributes)
    {
        var copy = node.Clone();
        for (var i = 0; i < copy.Input.Count; i++)
            copy.Input[i] = Name(copy.Input[i]);
        for (var i = 0; i < copy.Output.Count; i++)
            copy.Output[i] = Name(copy.Output[i]);
        // Names of nodes may be absent, but not twice the same.
        copy.Name = node.Name.Length > 0 ? $"{prefix}/{node.Name}" : "";
        foreach (var reference in copy.Attribute.Where(a => a.RefAttrName.Length > 0).ToList())
        {
            copy.Attribute.Remove(reference);
            if (attributes.TryGetValue(reference.RefAttrName, out var given))
            {
                var value = given.Clone();
                value.Name = reference.Name;
                copy.Attribute.Add(value);
            }
        }

        foreach (var inner in copy.Bodies())
            Rename(inner, attributes);
        return copy;
    }

    /// <summary>Names inside a nested body that come from this one; its own differ from them by the rules of the format.</summary>
    private void Rename(GraphProto body, Dictionary<string, AttributeProto> attributes)
    {
        var nodes = body.Node.Select(node => Renamed(node, attributes)).ToList();
        body.Node.Clear();
        body.Node.AddRange(nodes);
        foreach (var output in body.Output)
            output.Name = Name(output.Name);
    }
}
