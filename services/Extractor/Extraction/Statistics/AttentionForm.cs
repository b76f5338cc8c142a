using AttentionViz.Extractor.Running;
using TokenSide = AttentionViz.V1.TokenSide;

namespace AttentionViz.Extractor.Extraction.Statistics;

/// <summary>What attention a layer has, as far as it decides which query sees which key.</summary>
/// <param name="Causal">A query sees no later key.</param>
internal readonly record struct AttentionForm(bool Causal, TokenSide QuerySide = TokenSide.Unspecified, TokenSide KeySide = TokenSide.Unspecified)
{
    /// <summary>Keys are of other tokens than queries.</summary>
    public bool IsCross => QuerySide != KeySide;

    public static AttentionForm Of(AttentionLayer layer) => new(layer.Causal, layer.QuerySide, layer.KeySide);
}
