namespace AttentionViz.Extractor.Tokenization;

/// <summary>Cuts at the matches of a pattern, each piece taken by itself.</summary>
internal sealed record SplitPreTokenizer(ITextPattern Pattern, SplitBehavior Behavior, bool Invert = false) : IPreTokenizer
{
    public Pieces Cut(Pieces pieces)
    {
        List<Span16> ranges = new(pieces.Text.Length / 4);
        foreach (Span16 range in pieces.Ranges)
        {
            string piece = range.Length == pieces.Text.Length
                ? pieces.Text.Text
                : pieces.Text.Text.Substring(range.Start, range.Length);
            foreach (Span16 part in Splitter.Split(piece, Pattern, Behavior, Invert))
                ranges.Add(new Span16(range.Start + part.Start, range.Start + part.End));
        }
        return pieces with { Ranges = ranges };
    }
}
