namespace AttentionViz.Extractor.Tokenization;

internal enum PrependScheme
{
    Always,
    Never,
    First,
}

/// <summary>SentencePiece's: spaces become a visible mark that begins each word.</summary>
internal sealed record MetaspacePreTokenizer(char Replacement, PrependScheme Prepend, bool Split) : IPreTokenizer
{
    public static MetaspacePreTokenizer Read(JsonField field)
    {
        JsonField mark = field.Required("replacement");
        if (mark.Text() is not { Length: 1 } replacement)
            throw mark.Mismatch("a single character");
        // Files from before prepend_scheme say the same with add_prefix_space.
        PrependScheme scheme = field.FlagOr("add_prefix_space", true) ? PrependScheme.Always : PrependScheme.Never;
        if (field.Optional("prepend_scheme") is { } name)
        {
            scheme = name.Text() switch
            {
                "always" => PrependScheme.Always,
                "never" => PrependScheme.Never,
                "first" => PrependScheme.First,
                _ => throw name.Fail("is not a prepend scheme", "use always, never or first"),
            };
        }
        return new MetaspacePreTokenizer(replacement[0], scheme, field.FlagOr("split", true));
    }

    public Pieces Cut(Pieces pieces)
    {
        pieces = pieces.Rebuild(Mark);
        return Split
            ? new SplitPreTokenizer(new LiteralPattern(Replacement.ToString()), SplitBehavior.MergedWithNext).Cut(pieces)
            : pieces;
    }

    private void Mark(AlignedText text, Span16 range, AlignedTextBuilder builder)
    {
        bool wanted = Prepend == PrependScheme.Always || (Prepend == PrependScheme.First && text.StartOf(range.Start) == 0);
        if (wanted && text.Text[range.Start] != ' ' && text.Text[range.Start] != Replacement)
            builder.Append(Replacement, text.StartOf(range.Start), text.EndOf(range.Start));
        for (int i = range.Start; i < range.End; i++)
            builder.Append(text.Text[i] == ' ' ? Replacement : text.Text[i], text.StartOf(i), text.EndOf(i));
    }
}
