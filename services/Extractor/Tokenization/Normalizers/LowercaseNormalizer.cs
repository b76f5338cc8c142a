using System.Text;

namespace AttentionViz.Extractor.Tokenization;

/// <summary>Lowercases each code point by itself (so a final sigma stays an ordinary one).</summary>
internal sealed class LowercaseNormalizer : INormalizer
{
    // The one code point whose lowercase is two: Turkish capital I with dot becomes i and a combining dot.
    private const char DottedCapitalI = '\u0130';

    public AlignedText Normalize(AlignedText text)
    {
        AlignedTextBuilder builder = new(text.Length);
        for (int i = 0; i < text.Length;)
        {
            Rune rune = text.RuneAt(i);
            if (rune.Value == DottedCapitalI)
                builder.Append("i\u0307", text.StartOf(i), text.EndOf(i));
            else
                builder.Append(Rune.ToLowerInvariant(rune), text.StartOf(i), text.EndOf(i));
            i += rune.Utf16SequenceLength;
        }
        return builder.Build();
    }
}
