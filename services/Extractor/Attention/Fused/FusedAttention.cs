using AttentionViz.Extractor.Onnx;

namespace AttentionViz.Extractor.Attention.Fused;

/// <summary>
/// Takes fused attention operators apart: adds nodes that compute their queries, keys and values, and
/// leaves the operator in place, so that its output can be held against the recomputation.
/// </summary>
internal static class FusedAttention
{
    /// <summary>[B, L, H*d] with the heads as an attribute, or [B, H, L, d]: caches, cross-attention, the standard's operator.</summary>
    public const string Flat = "bly|bhld";

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
            else if (Unextractable.Note(node) is { } note)
                notes.Add(note);
        }

        if (sites.Count > 0)
        {
            model.Graph.Node.Clear();
            model.Graph.Node.AddRange(nodes);
        }

        return sites;
    }

    /// <param name="axes">Of queries, keys and values.</param>
    /// <param name="trait">What to say of the operator besides its name.</param>
    public static AttentionSite Site(NodeProto node, string[] vectors, FusedMask mask, string axes, string? trait = null)
    {
        var heads = (int)node.Int("num_heads", 0);
        var scale = node.Float("scale", 0);
        var name = node.Domain.Length > 0 ? $"{node.Domain}.{node.OpType}" : node.OpType;
        var traits = new[] { trait, mask.Causal ? "causal" : null, mask.Window > 0 ? $"window {mask.Window}" : null }.OfType<string>().ToList();
        return new AttentionSite
        {
            Query = new Operand(vectors[0], axes, []),
            Key = new Operand(vectors[1], axes, []),
            Value = new Operand(vectors[2], axes, []),
            Context = new Operand(node.Output[0], Flat, []),
            Alpha = scale == 0 ? null : scale,
            Fused = mask,
            Heads = heads,
            KeyHeads = heads,
            Pattern = name + (traits.Count > 0 ? $" ({string.Join(", ", traits)})" : ""),
        };
    }

    private static AttentionSite? Expand(NodeProto node, FusedParts parts, GraphIndex stored) => (node.Domain, node.OpType) switch
    {
        (NodeAttributes.Microsoft, "Attention") => PackedWeights.Site(node, parts, stored),
        (NodeAttributes.Microsoft, "QAttention") => PackedWeights.Quantized(node, parts, stored),
        (NodeAttributes.Microsoft, "MultiHeadAttention") => MultiHead.Site(node, parts, stored),
        (NodeAttributes.Microsoft, "GroupQueryAttention") => GroupQuery.Site(node, parts, stored),
        ("" or "ai.onnx", "Attention") => Standard(node),
        _ => null,
    };

    /// <summary>The standard's own Attention (opset 23 on): [B, H, L, d], or [B, L, H*d] with the heads as attributes.</summary>
    private static AttentionSite Standard(NodeProto node)
    {
        var heads = (int)node.Int("q_num_heads", 0);
        // Input 6, since opset 24: how many keys of each sequence are no padding.
        var mask = new FusedMask(node.Int("is_causal", 0) == 1, node.InputAt(6), node.InputAt(3)) { Cap = node.Float("softcap", 0) };
        return Site(node, [node.Input[0], node.Input[1], node.Input[2]], mask, Flat) with
        {
            Heads = heads,
            KeyHeads = (int)node.Int("kv_num_heads", heads),
        };
    }
}
