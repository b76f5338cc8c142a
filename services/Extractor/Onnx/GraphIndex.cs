namespace AttentionViz.Extractor.Onnx;

/// <summary>Who makes and who reads each tensor of a graph.</summary>
internal sealed class GraphIndex
{
    private readonly Dictionary<string, NodeProto> _producers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<NodeProto>> _consumers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TensorProto> _initializers = new(StringComparer.Ordinal);
    private readonly HashSet<string> _constants = new(StringComparer.Ordinal);

    public GraphIndex(ModelProto model)
    {
        Model = model;
        foreach (var tensor in model.Graph.Initializer)
        {
            _initializers[tensor.Name] = tensor;
            _constants.Add(tensor.Name);
        }

        foreach (var node in model.Graph.Node)
            Add(node);
    }

    public ModelProto Model { get; }

    /// <summary>Inputs that a caller must feed: those without a default among the initializers.</summary>
    public IEnumerable<ValueInfoProto> Inputs => Model.Graph.Input.Where(i => !_initializers.ContainsKey(i.Name));

    public NodeProto? Producer(string tensor) => _producers.GetValueOrDefault(tensor);

    public IReadOnlyList<NodeProto> ConsumersOf(string tensor) => Consumers(tensor);

    /// <summary>The stored value of an initializer or Constant node, else null.</summary>
    public TensorProto? Stored(string tensor) =>
        _initializers.GetValueOrDefault(tensor)
        ?? (Producer(tensor) is { } node && node.Is("Constant") ? node.Find("value")?.T : null);

    /// <summary>Dimensions of a stored tensor, else null.</summary>
    public long[]? Shape(string tensor) => Stored(tensor) is { } stored ? [.. stored.Dims] : null;

    /// <summary>
    /// True when a tensor is the same whatever is fed: its ancestors are constants, or shapes, which
    /// for the tensors asked about here (scales) come down to fixed dimensions.
    /// </summary>
    public bool IsConstant(string tensor) => _constants.Contains(tensor);

    /// <summary>Names of the fed inputs whose values a tensor depends on; shapes do not count.</summary>
    public HashSet<string> InputsBehind(string tensor)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>([tensor]);
        var inputs = Inputs.Select(i => i.Name).ToHashSet(StringComparer.Ordinal);
        while (open.TryPop(out var name))
        {
            if (!seen.Add(name))
                continue;
            if (Producer(name) is not { } node)
            {
                if (inputs.Contains(name))
                    found.Add(name);
                continue;
            }

            if (node.Is("Shape") || node.Is("Size"))
                continue;
            foreach (var read in node.Reads())
                open.Push(read);
        }

        return found;
    }

    /// <summary>Adds a node at the end of the graph; the model computes what it did, and one tensor more.</summary>
    public void Append(NodeProto node)
    {
        Model.Graph.Node.Add(node);
        Add(node);
    }

    /// <summary>Nodes come in topological order, so what they read is already classified.</summary>
    private void Add(NodeProto node)
    {
        foreach (var input in node.Input.Where(name => name.Length > 0).Distinct(StringComparer.Ordinal))
            Consumers(input).Add(node);
        var constant = node.Is("Shape") || node.Is("Size")
            // The second input gives a type, not a value.
            || (node.Is("CastLike") && IsConstant(node.Input[0]))
            || (!node.OpType.StartsWith("Random", StringComparison.Ordinal) && node.Reads().All(IsConstant));
        foreach (var output in node.Output.Where(name => name.Length > 0))
        {
            _producers[output] = node;
            if (constant)
                _constants.Add(output);
        }
    }

    private List<NodeProto> Consumers(string tensor)
    {
        if (!_consumers.TryGetValue(tensor, out var list))
            _consumers[tensor] = list = [];
        return list;
    }
}
