using System.Text;

namespace AttentionViz.Extractor.Tokenization;

/// <summary>Sets every Chinese ideograph apart with spaces, as BERT does; the spaces stand for the ideograph too.</summary>
internal sealed class IdeographNormalizer : INormalizer
{
    public AlignedText Normalize(AlignedText text)
    {
        // Nothing below the first ideograph block needs a look.
        if (!text.Text.AsSpan().ContainsAnyInRange('\u3400', char.MaxValue))
            return text;
        AlignedTextBuilder builder = new(text.Length * 3);
        for (int i = 0; i < text.Length;)
        {
            Rune rune = text.RuneAt(i);
            bool apart = CharacterClass.IsIdeograph(rune);
            if (apart)
                builder.Append(' ', text.StartOf(i), text.EndOf(i));
            builder.Append(rune, text.StartOf(i), text.EndOf(i));
            if (apart)
                builder.Append(' ', text.StartOf(i), text.EndOf(i));
            i += rune.Utf16SequenceLength;
        }
        return builder.Build();
    }
}
