using System.Globalization;
using System.Text;

namespace AttentionViz.Extractor.Tokenization;

/// <summary>BERT's cleaning: control characters go, every white space becomes a plain space.</summary>
internal sealed class CleanTextNormalizer : INormalizer
{
    public AlignedText Normalize(AlignedText text)
    {
        AlignedTextBuilder builder = new(text.Length);
        for (int i = 0; i < text.Length;)
        {
            Rune rune = text.RuneAt(i);
            if (rune.Value is '\t' or '\n' or '\r')
                builder.Append(' ', text.StartOf(i), text.EndOf(i));
            else if (!IsDropped(rune))
                builder.Append(CharacterClass.IsWhitespace(rune) ? new Rune(' ') : rune, text.StartOf(i), text.EndOf(i));
            i += rune.Utf16SequenceLength;
        }
        return builder.Build();
    }

    private static bool IsDropped(Rune rune) => rune.Value == 0xFFFD || Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse;
}
