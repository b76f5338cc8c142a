namespace AttentionViz.Extractor.Tokenization;

/// <summary>Puts a string before any text that is not empty; it stands for the first character.</summary>
internal sealed class PrependNormalizer(string prefix) : INormalizer
{
    public AlignedText Normalize(AlignedText text)
    {
        if (text.Length == 0)
            return text;
        AlignedTextBuilder builder = new(text.Length + prefix.Length);
        builder.Append(prefix, text.StartOf(0), text.EndOf(0));
        builder.Append(text, 0, text.Length);
        return builder.Build();
    }
}
