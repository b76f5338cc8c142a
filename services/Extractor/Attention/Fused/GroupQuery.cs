using AttentionViz.Extractor.Onnx;

namespace AttentionViz.Extractor.Attention.Fused;

/// <summary>
/// com.microsoft GroupQueryAttention: fewer key heads than query heads, perhaps packed into one tensor,
/// perhaps normalised and rotated inside the operator. Causal always; the cache is fed empty, so keys
/// are those given.
/// </summary>
internal static class GroupQuery
{
    private const int NormOfQueries = 14, NormOfKeys = 15;

    public static AttentionSite? Site(NodeProto node, FusedParts parts, GraphIndex stored)
    {
        // A quantized cache holds other keys than those given.
        if (node.Text("k_quant_type") is not ("" or "NONE"))
            return null;
        var (heads, keyHeads) = (node.Int("num_heads", 0), node.Int("kv_num_heads", 0));
        var vectors = Vectors(node, parts, heads, keyHeads);
        var normalised = Normalise(node, parts, vectors);
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
        var trait = (normalised, rotary) switch
        {
            (true, true) => "normalised, rotary",
            (true, false) => "normalised",
            (false, true) => "rotary",
            _ => null,
        };
        return FusedAttention.Site(node, vectors, mask, "bhld", trait) with { KeyHeads = (int)keyHeads, Sink = SinkOf(node) };
    }

    private static Sink? SinkOf(NodeProto node) =>
        node.InputAt(11) is { } tensor ? new Sink(tensor)
        : node.Int("smooth_softmax", 0) == 1 ? new Sink(null)
        : null;

    private static string[] Vectors(NodeProto node, FusedParts parts, long heads, long keyHeads) =>
        node.InputAt(1) is { } key && node.InputAt(2) is { } value
            ? [parts.Heads(node.Input[0], heads), parts.Heads(key, keyHeads), parts.Heads(value, keyHeads)]
            : parts.Split(parts.Heads(node.Input[0], heads + (2 * keyHeads)), [heads, keyHeads, keyHeads], axis: 1);

    /// <summary>
    /// Norms of queries and keys inside the operator, which only GPUs have kernels for: done before it, so
    /// that it computes the same everywhere.
    /// </summary>
    private static bool Normalise(NodeProto node, FusedParts parts, string[] vectors)
    {
        if (node.InputAt(NormOfQueries) is not { } queries || node.InputAt(NormOfKeys) is not { } keys)
            return false;
        var epsilon = node.Float("qk_norm_epsilon", 1e-6f);
        vectors[0] = parts.RootMeanSquareNorm(vectors[0], queries, epsilon);
        vectors[1] = parts.RootMeanSquareNorm(vectors[1], keys, epsilon);
        for (var i = 0; i < vectors.Length; i++)
            node.Input[i] = parts.Add("Reshape", parts.Transpose(vectors[i], 0, 2, 1, 3), parts.Constant(0, 0, -1));
        (node.Input[NormOfQueries], node.Input[NormOfKeys]) = ("", "");
        return true;
    }

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
