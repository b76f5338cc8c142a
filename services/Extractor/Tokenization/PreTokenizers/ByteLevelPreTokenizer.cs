namespace AttentionViz.Extractor.Tokenization;

/// <summary>GPT-2's: an optional leading space, its splitting pattern, then bytes written as visible characters.</summary>
internal sealed record ByteLevelPreTokenizer(bool AddPrefixSpace, bool UseRegex) : IPreTokenizer
{
    public Pieces Cut(Pieces pieces)
    {
        if (AddPrefixSpace)
            pieces = pieces.Rebuild(WithLeadingSpace);
        if (UseRegex)
            pieces = pieces with { Ranges = Gpt2Splitter.Split(pieces) };
        return pieces.Rebuild((text, range, builder) => ByteAlphabet.Encode(text, range.Start, range.End, builder));
    }

    private static void WithLeadingSpace(AlignedText text, Span16 range, AlignedTextBuilder builder)
    {
        if (range.Length > 0 && text.Text[range.Start] != ' ')
            builder.Append(' ', text.StartOf(range.Start), text.EndOf(range.Start));
        builder.Append(text, range.Start, range.End);
    }
}
