namespace AttentionViz.Extractor.Tokenization;

/// <summary>Rewrites a text before it is cut into words, carrying the alignment to the original along.</summary>
internal interface INormalizer
{
    AlignedText Normalize(AlignedText text);
}
