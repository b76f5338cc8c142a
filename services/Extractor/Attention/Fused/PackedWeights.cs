using AttentionViz.Extractor.Onnx;

namespace AttentionViz.Extractor.Attention.Fused;

/// <summary>Operators that hold the projection too: one weight for queries, keys and values.</summary>
internal static class PackedWeights
{
    /// <summary>com.microsoft Attention.</summary>
    public static AttentionSite? Site(NodeProto node, FusedParts parts, GraphIndex stored)
    {
        if (node.InputAt(1) is not { } weight || stored.Shape(weight) is not [_, var columns])
            return null;
        var sizes = node.Find("qkv_hidden_sizes")?.Ints.ToArray() ?? [columns / 3, columns / 3, columns / 3];
        var mask = new FusedMask(node.Int("unidirectional", 0) == 1, node.InputAt(3), node.InputAt(5));
        var vectors = Vectors(node, parts, node.Input[0], weight, sizes);
        if (node.Int("do_rotary", 0) == 0)
            return FusedAttention.Site(node, vectors, mask, FusedAttention.Flat);
        var heads = node.Int("num_heads", 1);
        var rotated = node.Int("rotary_embedding_dim", 0) is > 0 and var part ? part : sizes[0] / heads;
        var tables = parts.RotaryTables(rotated, stored.Stored(weight)!.DataType);
        for (var i = 0; i < 2; i++)
            vectors[i] = Rotated(parts, vectors[i], heads, rotated, tables);
        return FusedAttention.Site(node, vectors, mask, FusedAttention.Flat, "rotary");
    }

    /// <summary>com.microsoft QAttention: the same of integers.</summary>
    public static AttentionSite? Quantized(NodeProto node, FusedParts parts, GraphIndex stored)
    {
        if (stored.Shape(node.Input[1]) is not [_, var columns] || node.Int("do_rotary", 0) != 0)
            return null;
        string[] Present(params string?[] names) => [.. names.OfType<string>()];
        var hidden = parts.Add("DequantizeLinear", Present(node.Input[0], node.Input[3], node.InputAt(6)));
        // One scale for each column of the weight; a scalar is not looked up by the axis.
        var weight = parts.Add("", "DequantizeLinear", Present(node.Input[1], node.Input[4], node.InputAt(7)), ("axis", 1));
        var mask = new FusedMask(node.Int("unidirectional", 0) == 1, node.InputAt(5), null);
        var vectors = Vectors(node, parts, hidden, weight, [columns / 3, columns / 3, columns / 3]);
        return FusedAttention.Site(node, vectors, mask, FusedAttention.Flat);
    }

    private static string Rotated(FusedParts parts, string vectors, long heads, long rotated, (string Cos, string Sin) tables) => parts.Add(
        NodeAttributes.Microsoft,
        "RotaryEmbedding",
        [parts.Heads(vectors, heads), parts.Constant(0), tables.Cos, tables.Sin],
        ("rotary_embedding_dim", rotated),
        ("num_heads", heads));

    private static string[] Vectors(NodeProto node, FusedParts parts, string hidden, string weight, long[] sizes)
    {
        var packed = parts.Add("MatMul", hidden, weight);
        if (node.InputAt(2) is { } bias)
            packed = parts.Add("Add", packed, bias);
        return parts.Split(packed, sizes);
    }
}
