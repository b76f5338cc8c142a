using AttentionViz.Extractor.Onnx;

namespace AttentionViz.Extractor.Attention;

/// <summary>Takes fused attention operators apart.</summary>
internal static class FusedAttention
{
    public static Dictionary<NodeProto, AttentionSite> Expand(ModelProto model, List<string> notes) =>
        new(ReferenceEqualityComparer.Instance as IEqualityComparer<NodeProto>);
}
