namespace AttentionViz.Extractor.Tokenization;

/// <summary>Writes the text as visible stand-ins for its UTF-8 bytes.</summary>
internal sealed class ByteLevelNormalizer : INormalizer
{
    public AlignedText Normalize(AlignedText text)
    {
        AlignedTextBuilder builder = new(text.Length + 8);
        ByteAlphabet.Encode(text, 0, text.Length, builder);
        return builder.Build();
    }
}
