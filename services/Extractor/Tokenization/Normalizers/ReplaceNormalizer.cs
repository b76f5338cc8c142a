namespace AttentionViz.Extractor.Tokenization;

/// <summary>Replaces every match of a pattern; the new characters stand for the last one of the match.</summary>
internal sealed class ReplaceNormalizer(ITextPattern pattern, string content) : INormalizer
{
    public AlignedText Normalize(AlignedText text)
    {
        AlignedTextBuilder? builder = null;
        int copied = 0;
        foreach (Span16 match in pattern.Matches(text.Text))
        {
            builder ??= new AlignedTextBuilder(text.Length + 8);
            builder.Append(text, copied, match.Start);
            copied = match.End;
            if (text.Length == 0)
                continue;
            int last = Math.Max(0, match.End - 1);
            builder.Append(content, text.StartOf(last), text.EndOf(last));
        }
        if (builder is null)
            return text;
        builder.Append(text, copied, text.Length);
        return builder.Build();
    }
}
