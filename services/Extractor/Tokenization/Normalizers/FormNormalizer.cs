namespace AttentionViz.Extractor.Tokenization;

/// <summary>NFC, NFD, NFKC or NFKD.</summary>
internal sealed record FormNormalizer(bool Compatible, bool Compose) : INormalizer
{
    public AlignedText Normalize(AlignedText text) => UnicodeForm.Apply(text, Compatible, Compose);
}
