using AttentionViz.Extractor.Onnx;

namespace AttentionViz.Extractor.Attention.Fused;

/// <summary>Collects the nodes that take one fused operator apart; they belong right before it.</summary>
internal sealed class FusedParts(ModelProto model, NodeProto fused)
{
    public List<NodeProto> Nodes { get; } = [];

    public string Add(string op, params string[] inputs) => AddNode(op, inputs, 1).Output[0];

    /// <summary>Adds a node with integer attributes.</summary>
    public string Add(string domain, string op, string[] inputs, params (string Name, long Value)[] attributes)
    {
        var node = AddNode(op, inputs, 1);
        node.Domain = domain;
        foreach (var (name, value) in attributes)
            node.Attribute.Add(new AttributeProto { Name = name, I = value, Type = AttributeProto.Types.AttributeType.Int });
        return node.Output[0];
    }

    public string Transpose(string tensor, params long[] order)
    {
        var node = AddNode("Transpose", [tensor], 1);
        node.Attribute.Add(new AttributeProto { Name = "perm", Ints = { order }, Type = AttributeProto.Types.AttributeType.Ints });
        return node.Output[0];
    }

    /// <summary>[B, L, H*d] to [B, H, L, d].</summary>
    public string Heads(string tensor, long heads) =>
        Transpose(Add("Reshape", tensor, Constant(0, 0, heads, -1)), 0, 2, 1, 3);

    /// <summary>The last dimension, as a vector of one element.</summary>
    public string Width(string tensor)
    {
        // From the end, whatever the rank: caches of keys come in four dimensions.
        var shape = Add("Shape", tensor);
        return Add("Gather", shape, Constant(-1));
    }

    /// <summary>Whether this opset takes the sizes of a split from a tensor: since 13, where before they were an attribute.</summary>
    public bool SplitsByTensor => Opset >= 13;

    /// <summary>Cuts the last axis into parts whose sizes are computed; see <see cref="SplitsByTensor"/>.</summary>
    public string[] Split(string tensor, string sizes, int count) => [.. AddNode("Split", [tensor, sizes], count).Output.ToArray()];

    /// <summary>Cuts one axis into parts of the given sizes.</summary>
    public string[] Split(string tensor, long[] sizes, int axis = -1)
    {
        var node = AddNode("Split", [tensor], sizes.Length);
        node.Attribute.Add(new AttributeProto { Name = "axis", I = axis, Type = AttributeProto.Types.AttributeType.Int });
        if (SplitsByTensor)
            node.Input.Add(Constant(sizes));
        else
            node.Attribute.Add(new AttributeProto { Name = "split", Ints = { sizes }, Type = AttributeProto.Types.AttributeType.Ints });
        return [.. node.Output];
    }

    /// <summary>x / sqrt(mean(x^2) + epsilon) * weight over the last axis.</summary>
    public string RootMeanSquareNorm(string tensor, string weight, float epsilon)
    {
        var node = AddNode("SimplifiedLayerNormalization", [tensor, weight], 1);
        node.Attribute.Add(new AttributeProto { Name = "axis", I = -1, Type = AttributeProto.Types.AttributeType.Int });
        node.Attribute.Add(new AttributeProto { Name = "epsilon", F = epsilon, Type = AttributeProto.Types.AttributeType.Float });
        return node.Output[0];
    }

    public (string Cos, string Sin) RotaryTables(long rotated, int type) => RotaryTable.Store(model, fused.Output[0], rotated, type);

    /// <summary>A stored vector of integers.</summary>
    public string Constant(params long[] values)
    {
        var constant = new TensorProto
        {
            Name = $"{fused.Output[0]}/constant_{model.Graph.Initializer.Count}",
            DataType = (int)TensorProto.Types.DataType.Int64,
            Dims = { values.Length },
            Int64Data = { values },
        };
        model.Graph.Initializer.Add(constant);
        return constant.Name;
    }

    private long Opset => model.OpsetImport.FirstOrDefault(o => o.Domain is "" or "ai.onnx")?.Version ?? 1;

    private NodeProto AddNode(string op, string[] inputs, int outputs)
    {
        var name = $"{fused.Output[0]}/{op}_{Nodes.Count}";
        var node = new NodeProto { OpType = op, Name = name, Input = { inputs } };
        node.Output.AddRange(Enumerable.Range(0, outputs).Select(i => $"{name}_{i}"));
        Nodes.Add(node);
        return node;
    }
}
