using System.Globalization;
using System.Text;

namespace AttentionViz.Extractor.Tokenization;

/// <summary>
/// GPT-2's splitting pattern by hand, for speed and because it must see code points:
/// <c>'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+</c>.
/// </summary>
internal static class Gpt2Splitter
{
    private enum Kind
    {
        Other,
        Letter,
        Number,
        Space,
    }

    public static List<Span16> Split(Pieces pieces)
    {
        List<Span16> words = new(pieces.Text.Length / 4);
        foreach (Span16 range in pieces.Ranges)
        {
            ReadOnlySpan<char> text = pieces.Text.Text.AsSpan(0, range.End);
            for (int at = range.Start; at < text.Length;)
            {
                int end = WordEnd(text, at);
                words.Add(new Span16(at, end));
                at = end;
            }
        }
        return words;
    }

    private static int WordEnd(ReadOnlySpan<char> text, int start)
    {
        int contraction = Contraction(text[start..]);
        if (contraction > 0)
            return start + contraction;
        int at = start;
        if (text[at] == ' ' && at + 1 < text.Length && KindOf(text, at + 1, out _) != Kind.Space)
            at++;
        Kind kind = KindOf(text, at, out _);
        int end = RunEnd(text, at, kind);
        // The last white space before a word goes with that word, unless it is the only one.
        return kind == Kind.Space && end < text.Length && end - start > 1 ? end - 1 : end;
    }

    private static int RunEnd(ReadOnlySpan<char> text, int at, Kind kind)
    {
        while (at < text.Length && KindOf(text, at, out int length) == kind)
            at += length;
        return at;
    }

    private static int Contraction(ReadOnlySpan<char> text)
    {
        if (text.Length < 2 || text[0] != '\'')
            return 0;
        return text[1] switch
        {
            's' or 't' or 'm' or 'd' => 2,
            'r' or 'v' when text.Length > 2 && text[2] == 'e' => 3,
            'l' when text.Length > 2 && text[2] == 'l' => 3,
            _ => 0,
        };
    }

    private static Kind KindOf(ReadOnlySpan<char> text, int at, out int length)
    {
        char unit = text[at];
        length = 1;
        if (char.IsAsciiLetter(unit))
            return Kind.Letter;
        UnicodeCategory category;
        if (char.IsSurrogate(unit))
        {
            Rune.DecodeFromUtf16(text[at..], out Rune rune, out length);
            category = Rune.GetUnicodeCategory(rune);
        }
        else
        {
            if (char.IsWhiteSpace(unit))
                return Kind.Space;
            category = char.GetUnicodeCategory(unit);
        }
        return category switch
        {
            <= UnicodeCategory.OtherLetter => Kind.Letter,
            UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => Kind.Number,
            _ => Kind.Other,
        };
    }
}
