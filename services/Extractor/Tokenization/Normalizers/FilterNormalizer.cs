using System.Globalization;
using System.Text;

namespace AttentionViz.Extractor.Tokenization;

/// <summary>Drops the code points of one kind.</summary>
internal sealed class FilterNormalizer(Func<Rune, bool> drop) : INormalizer
{
    public static FilterNormalizer WithoutMarks { get; } = new(CharacterClass.IsMark);

    public static FilterNormalizer WithoutNonSpacingMarks { get; } =
        new(rune => Rune.GetUnicodeCategory(rune) == UnicodeCategory.NonSpacingMark);

    public AlignedText Normalize(AlignedText text)
    {
        AlignedTextBuilder builder = new(text.Length);
        for (int i = 0; i < text.Length;)
        {
            Rune rune = text.RuneAt(i);
            if (!drop(rune))
                builder.Append(text, i, i + rune.Utf16SequenceLength);
            i += rune.Utf16SequenceLength;
        }
        return builder.Length == text.Length ? text : builder.Build();
    }
}
