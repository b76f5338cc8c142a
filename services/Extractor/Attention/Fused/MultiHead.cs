using AttentionViz.Extractor.Onnx;

namespace AttentionViz.Extractor.Attention.Fused;

/// <summary>com.microsoft MultiHeadAttention: projections done outside, biases perhaps not.</summary>
internal static class MultiHead
{
    public static AttentionSite? Site(NodeProto node, FusedParts parts, GraphIndex stored)
    {
        var packed = Unpack(node, parts);
        if (node.InputAt(1) is not { } key || node.InputAt(2) is not { } value)
            return null;
        string[] vectors = [node.Input[0], key, value];
        if (node.InputAt(3) is { } bias)
        {
            if (Biases(bias, vectors, parts, stored) is not { } biases)
                return null;
            vectors = [.. vectors.Zip(biases, (vector, own) => parts.Add("Add", vector, own))];
        }

        var mask = new FusedMask(node.Int("unidirectional", 0) == 1, node.InputAt(4), node.InputAt(5));
        return FusedAttention.Site(node, vectors, mask, FusedAttention.Flat, packed ? "packed" : null);
    }

    /// <summary>
    /// Queries, keys and values as [B, L, H, 3, d], or keys and values as [B, L, H, 2, d], which only GPUs have
    /// kernels for: cut apart before the operator, which then computes the same everywhere.
    /// </summary>
    private static bool Unpack(NodeProto node, FusedParts parts)
    {
        var (inputs, first) = (node.Input, node.InputAt(1) is null ? 0 : 1);
        if (node.InputAt(2) is not null)
            return false;
        var slices = parts.Split(inputs[first], [.. Enumerable.Repeat(1L, 3 - first)], axis: 3);
        while (inputs.Count < 3)
            inputs.Add("");
        for (var i = 0; i < slices.Length; i++)
            inputs[first + i] = parts.Add("Reshape", slices[i], parts.Constant(0, 0, -1));
        return true;
    }

    /// <summary>The parts of one bias for queries, keys and values; those of values may be of another width.</summary>
    private static string[]? Biases(string bias, string[] vectors, FusedParts parts, GraphIndex stored)
    {
        if (parts.SplitsByTensor)
            return parts.Split(bias, parts.Add("", "Concat", [.. vectors.Select(parts.Width)], ("axis", 0)), 3);
        return stored.Shape(bias) is [var size] ? parts.Split(bias, [size / 3, size / 3, size / 3]) : null;
    }
}
