using AttentionViz.Extractor.Onnx;

namespace AttentionViz.Extractor.Attention.Fused;

/// <summary>
/// com.microsoft GroupQueryAttention: fewer key heads than query heads, perhaps packed into one tensor,
/// perhaps rotated inside the operator. Causal always; the cache is fed empty, so keys are those given.
/// </summary>
internal static class GroupQuery
{
    public static AttentionSite? Site(NodeProto node, FusedParts parts, GraphIndex stored)
    {
        // A sink is one more logit per head that no key stands for; a quantized cache holds other keys than those given.
        if (node.InputAt(11) is not null || node.Int("smooth_softmax", 0) == 1 || node.Text("k_quant_type") is not ("" or "NONE"))
            return null;
        var (heads, keyHeads) = (node.Int("num_heads", 0), node.Int("kv_num_heads", 0));
        var vectors = Vectors(node, parts, heads, keyHeads);
        var rotary = node.Int("do_rotary", 0) == 1;
        if (rotary)
        {
            vectors[0] = Rotated(node, parts, stored, vectors[0], heads);
            vectors[1] = Rotated(node, parts, stored, vectors[1], keyHeads);
        }

        var mask = new FusedMask(true, null, node.InputAt(10))
        {
            Cap = node.Float("softcap", 0),
            Window = (int)Math.Max(0, node.Int("local_window_size", 0)),
        };
        return FusedAttention.Site(node, vectors, mask, "bhld", rotary ? "rotary" : null) with { KeyHeads = (int)keyHeads };
    }

    private static string[] Vectors(NodeProto node, FusedParts parts, long heads, long keyHeads) =>
        node.InputAt(1) is { } key && node.InputAt(2) is { } value
            ? [parts.Heads(node.Input[0], heads), parts.Heads(key, keyHeads), parts.Heads(value, keyHeads)]
            : parts.Split(parts.Heads(node.Input[0], heads + (2 * keyHeads)), [heads, keyHeads, keyHeads], axis: 1);

    private static string Rotated(NodeProto node, FusedParts parts, GraphIndex stored, string vectors, long heads)
    {
        // One position for all means counting on from it.
        var positions = node.InputAt(9) ?? parts.Constant(0);
        var (cos, sin) = (node.Input[7], node.Input[8]);
        var attributes = new List<(string, long)> { ("interleaved", node.Int("rotary_interleaved", 0)) };
        if (stored.Stored(cos) is { Dims: [_, var pairs] })
            attributes.AddRange([("rotary_embedding_dim", 2 * pairs), ("num_heads", heads)]);
        return parts.Add(NodeAttributes.Microsoft, "RotaryEmbedding", [vectors, positions, cos, sin], [.. attributes]);
    }
}
