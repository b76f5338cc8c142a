using AttentionViz.Extractor.Onnx;

namespace AttentionViz.Extractor.Attention;

/// <summary>Collects the nodes that take one fused operator apart; they belong right before it.</summary>
internal sealed class FusedParts(ModelProto model, NodeProto fused)
{
    public List<NodeProto> Nodes { get; } = [];

    public string Add(string op, params string[] inputs) => AddNode(op, inputs, 1).Output[0];

    /// <summary>Cuts the last axis into parts of the given sizes.</summary>
    public string[] Split(string tensor, long[] sizes)
    {
        var node = AddNode("Split", [tensor], sizes.Length);
        node.Attribute.Add(new AttributeProto { Name = "axis", I = -1, Type = AttributeProto.Types.AttributeType.Int });
        // The sizes moved from an attribute to an input with opset 13.
        if (Opset < 13)
        {
            node.Attribute.Add(new AttributeProto { Name = "split", Ints = { sizes }, Type = AttributeProto.Types.AttributeType.Ints });
        }
        else
        {
            var constant = new TensorProto
            {
                Name = $"{node.Output[0]}/sizes",
                DataType = (int)TensorProto.Types.DataType.Int64,
                Dims = { sizes.Length },
                Int64Data = { sizes },
            };
            model.Graph.Initializer.Add(constant);
            node.Input.Add(constant.Name);
        }

        return [.. node.Output];
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
