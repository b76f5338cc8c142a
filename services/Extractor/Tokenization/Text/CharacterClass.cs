using System.Globalization;
using System.Text;

namespace AttentionViz.Extractor.Tokenization;

/// <summary>The character classes that tokenizers split on.</summary>
internal static class CharacterClass
{
    /// <summary>Unicode White_Space, which the runtime's notion equals.</summary>
    public static bool IsWhitespace(Rune rune) => Rune.IsWhiteSpace(rune);

    /// <summary>ASCII punctuation in BERT's wide sense (so also $, +, ~ ...), and the Unicode categories P*.</summary>
    public static bool IsPunctuation(Rune rune) =>
        rune.Value < 128
            ? rune.Value is (> 32 and < 48) or (> 57 and < 65) or (> 90 and < 97) or (> 122 and < 127)
            : Rune.IsPunctuation(rune);

    /// <summary>Unicode categories Nd, Nl and No.</summary>
    public static bool IsNumeric(Rune rune) => Rune.IsNumber(rune);

    /// <summary>Unicode categories Mn, Mc and Me.</summary>
    public static bool IsMark(Rune rune) => Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;

    /// <summary>What <c>\w</c> means in Unicode regular expressions (UTS 18, annex C).</summary>
    public static bool IsWord(Rune rune) => Rune.IsLetterOrDigit(rune) || IsMark(rune)
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.ConnectorPunctuation or UnicodeCategory.LetterNumber
        || rune.Value is 0x200C or 0x200D or (>= 0x24B6 and <= 0x24E9)
            or (>= 0x1F130 and <= 0x1F149) or (>= 0x1F150 and <= 0x1F169) or (>= 0x1F170 and <= 0x1F189);

    /// <summary>The ideograph blocks that BERT sets apart with spaces.</summary>
    public static bool IsIdeograph(Rune rune) => rune.Value is
        (>= 0x4E00 and <= 0x9FFF) or (>= 0x3400 and <= 0x4DBF) or (>= 0x20000 and <= 0x2A6DF)
        or (>= 0x2A700 and <= 0x2B73F) or (>= 0x2B740 and <= 0x2B81F) or (>= 0x2B920 and <= 0x2CEAF)
        or (>= 0xF900 and <= 0xFAFF) or (>= 0x2F800 and <= 0x2FA1F);
}
