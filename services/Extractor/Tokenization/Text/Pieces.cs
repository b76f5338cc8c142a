namespace AttentionViz.Extractor.Tokenization;

/// <summary>A half-open range of UTF-16 units.</summary>
internal readonly record struct Span16(int Start, int End)
{
    public int Length => End - Start;
}

/// <summary>A text cut into pieces ("words") that a model encodes one by one.</summary>
internal sealed record Pieces(AlignedText Text, IReadOnlyList<Span16> Ranges)
{
    public static Pieces Whole(AlignedText text) =>
        new(text, text.Length == 0 ? [] : [new Span16(0, text.Length)]);

    /// <summary>Builds a new text from this one piece by piece; the boundaries follow.</summary>
    public Pieces Rebuild(Action<AlignedText, Span16, AlignedTextBuilder> append)
    {
        AlignedTextBuilder builder = new(Text.Length + Ranges.Count + 8);
        Span16[] ranges = new Span16[Ranges.Count];
        for (int i = 0; i < ranges.Length; i++)
        {
            int start = builder.Length;
            append(Text, Ranges[i], builder);
            ranges[i] = new Span16(start, builder.Length);
        }
        return new Pieces(builder.Build(), ranges);
    }
}
