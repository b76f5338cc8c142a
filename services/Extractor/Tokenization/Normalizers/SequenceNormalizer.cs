namespace AttentionViz.Extractor.Tokenization;

/// <summary>Several normalizers, one after another.</summary>
internal sealed class SequenceNormalizer(INormalizer[] steps) : INormalizer
{
    public AlignedText Normalize(AlignedText text)
    {
        foreach (INormalizer step in steps)
            text = step.Normalize(text);
        return text;
    }
}
