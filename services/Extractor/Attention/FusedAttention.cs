using AttentionViz.Extractor.Onnx;

namespace AttentionViz.Extractor.Attention;

/// <summary>
/// Takes fused attention operators apart: adds nodes that compute their queries, keys and values, and
/// leaves the operator in place, so that its output can be held against the recomputation.
/// </summary>
internal static class FusedAttention
{
    /// <param name="model">Gains nodes and constants; what was there stays.</param>
    /// <param name="notes">Gains a line for each operator that cannot be taken apart.</param>
    public static Dictionary<NodeProto, AttentionSite> Expand(ModelProto model, List<string> notes)
    {
        var sites = new Dictionary<NodeProto, AttentionSite>(ReferenceEqualityComparer.Instance);
        var stored = new GraphIndex(model);
        var nodes = new List<NodeProto>();
        foreach (var node in model.Graph.Node)
        {
            var parts = new FusedParts(model, node);
            var site = Expand(node, parts, stored);
            nodes.AddRange(parts.Nodes);
            nodes.Add(node);
            if (site is not null)
                sites[node] = site;
            else if (node.OpType.EndsWith("Attention", StringComparison.Ordinal))
                notes.Add($"the fused operator {node.OpType} '{node.Name}' cannot be taken apart yet; its layer is missing");
        }

        if (sites.Count > 0)
        {
            model.Graph.Node.Clear();
            model.Graph.Node.AddRange(nodes);
        }

        return sites;
    }

    private static AttentionSite? Expand(NodeProto node, FusedParts parts, GraphIndex stored) => (node.Domain, node.OpType) switch
    {
        (NodeAttributes.Microsoft, "Attention") => Packed(node, parts, stored),
        (NodeAttributes.Microsoft, "MultiHeadAttention") => MultiHead(node, parts, stored),
        ("" or "ai.onnx", "Attention") => Standard(node),
        _ => null,
    };

    /// <summary>com.microsoft Attention: one weight for queries, keys and values.</summary>
    private static AttentionSite? Packed(NodeProto node, FusedParts parts, GraphIndex stored)
    {
        if (node.InputAt(1) is not { } weight || stored.Stored(weight) is not { Dims: [_, var columns] } || node.Int("do_rotary", 0) != 0)
            return null;
        var sizes = node.Find("qkv_hidden_sizes")?.Ints.ToArray() ?? [columns / 3, columns / 3, columns / 3];
        var packed = parts.Add("MatMul", node.Input[0], weight);
        if (node.InputAt(2) is { } bias)
            packed = parts.Add("Add", packed, bias);
        return Site(node, parts.Split(packed, sizes), new FusedMask(node.Int("unidirectional", 0) == 1, node.InputAt(3), node.InputAt(5)));
    }

    /// <summary>com.microsoft MultiHeadAttention: projections done outside, biases perhaps not.</summary>
    private static AttentionSite? MultiHead(NodeProto node, FusedParts parts, GraphIndex stored)
    {
        if (node.InputAt(1) is not { } key || node.InputAt(2) is not { } value)
            return null;
        string[] vectors = [node.Input[0], key, value];
        if (node.InputAt(3) is { } bias)
        {
            if (stored.Stored(bias) is not { Dims: [var size] })
                return null;
            var biases = parts.Split(bias, [size / 3, size / 3, size / 3]);
            vectors = [.. vectors.Zip(biases, (vector, own) => parts.Add("Add", vector, own))];
        }

        return Site(node, vectors, new FusedMask(node.Int("unidirectional", 0) == 1, node.InputAt(4), node.InputAt(5)));
    }

    /// <summary>The standard's own Attention (opset 23 on): [B, H, L, d], or [B, L, H*d] with the heads as attributes.</summary>
    private static AttentionSite? Standard(NodeProto node)
    {
        if (node.Float("softcap", 0) != 0)
            return null;
        var heads = (int)node.Int("q_num_heads", 0);
        var mask = new FusedMask(node.Int("is_causal", 0) == 1, null, node.InputAt(3));
        var site = Site(node, [node.Input[0], node.Input[1], node.Input[2]], mask);
        if (heads == 0)
        {
            Operand Four(Operand operand) => operand with { Axes = "bhld" };
            return site with { Query = Four(site.Query), Key = Four(site.Key), Value = Four(site.Value), Context = Four(site.Context!) };
        }

        return site with { Heads = heads, KeyHeads = (int)node.Int("kv_num_heads", heads) };
    }

    private static AttentionSite Site(NodeProto node, string[] vectors, FusedMask mask)
    {
        var heads = (int)node.Int("num_heads", 0);
        var scale = node.Float("scale", 0);
        var name = node.Domain.Length > 0 ? $"{node.Domain}.{node.OpType}" : node.OpType;
        return new AttentionSite
        {
            Query = Flat(vectors[0]),
            Key = Flat(vectors[1]),
            Value = Flat(vectors[2]),
            Context = new Operand(node.Output[0], "bly", []),
            Alpha = scale == 0 ? null : scale,
            Fused = mask,
            Heads = heads,
            KeyHeads = heads,
            Pattern = name + (mask.Causal ? " (causal)" : ""),
        };
    }

    private static Operand Flat(string tensor) => new(tensor, "bly", []);
}
