using AttentionViz.Extractor.Onnx;

namespace AttentionViz.Extractor.Attention.Fused;

/// <summary>Fused operators that are not taken apart: how to have the same model without them.</summary>
internal static class Unextractable
{
    /// <summary>What a user is told of an operator; null where the node is no attention operator.</summary>
    public static string? Note(NodeProto node) => !IsAttention(node) ? null
        : $"the fused operator {node.OpType} '{node.Name}' cannot be taken apart; its layer is missing: {Remedy(node)}";

    private static string Remedy(NodeProto node) => node.OpType switch
    {
        "PackedAttention" or "PackedMultiHeadAttention" =>
            "it works on tokens without their padding, so no sequence can be told from the next; optimize the model without packing mode",
        "DecoderMaskedMultiHeadAttention" or "DecoderMaskedSelfAttention" =>
            "it sees one query a run, the rest only as a cache; export without use_decoder_masked_attention, or give the decoder without past",
        "SparseAttention" or "LongformerAttention" =>
            "it skips keys by a block or window pattern of its own; export without fusing attention (optimization level 0 or 1)",
        "PagedAttention" => "its keys lie in pages of a server's cache; export for single sequences",
        "LinearAttention" => "it has no softmax over keys, so no weights to show",
        _ => "export the model without fusing its attention (optimization level 0 or 1)",
    };

    private static bool IsAttention(NodeProto node) => node.OpType.EndsWith("Attention", StringComparison.Ordinal);
}
