namespace AttentionViz.Extractor.Tokenization;

/// <summary>Takes the white space that byte-level tokens carry at their ends out of their offsets.</summary>
internal sealed class OffsetTrimmer(TokenNames names, bool addPrefixSpace) : IPostProcessor
{
    public int AddedTokens => 0;

    public List<PlacedToken> Process(List<PlacedToken> tokens) =>
        [.. tokens.Select((token, index) => Trim(token, index == 0 || token.Start == 0))];

    private PlacedToken Trim(PlacedToken token, bool isFirst)
    {
        string text = names.NameOf(token.Id) ?? "";
        int leading = text.TakeWhile(IsSpace).Count();
        int trailing = text.Reverse().TakeWhile(IsSpace).Count();
        // The one space before the first word was put there by the pre-tokenizer: the text has none to trim.
        if (isFirst && addPrefixSpace && leading == 1)
            leading = 0;
        int start = Math.Min(token.Start + leading, token.End);
        int end = trailing <= token.End ? Math.Max(token.End - trailing, start) : token.End;
        return token with { Start = start, End = end };
    }

    private static bool IsSpace(char symbol) => symbol == ByteAlphabet.Space || char.IsWhiteSpace(symbol);
}
