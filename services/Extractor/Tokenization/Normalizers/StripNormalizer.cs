namespace AttentionViz.Extractor.Tokenization;

/// <summary>Cuts white space off the ends.</summary>
internal sealed record StripNormalizer(bool Left, bool Right) : INormalizer
{
    public AlignedText Normalize(AlignedText text)
    {
        ReadOnlySpan<char> units = text.Text;
        int start = Left ? units.Length - units.TrimStart().Length : 0;
        int end = Right ? units.TrimEnd().Length : units.Length;
        return text.Slice(Math.Min(start, end), end);
    }
}
