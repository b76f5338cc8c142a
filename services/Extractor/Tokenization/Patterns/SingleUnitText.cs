using System.Globalization;
using System.Text;

namespace AttentionViz.Extractor.Tokenization;

/// <summary>
/// A text with one UTF-16 unit for each code point, for the runtime's regular expressions, which otherwise see
/// surrogates where tokenizers see letters, digits and symbols. A code point beyond the basic plane is stood
/// in for by one of its own general category (and, for Chinese, its own script).
/// </summary>
internal sealed class SingleUnitText
{
    private readonly int[]? _positions;

    private SingleUnitText(string text, int[]? positions)
    {
        Text = text;
        _positions = positions;
    }

    public string Text { get; }

    public static SingleUnitText Of(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF'))
            return new SingleUnitText(text, null);
        StringBuilder units = new(text.Length);
        int[] positions = new int[text.Length + 1];
        int at = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            positions[units.Length] = at;
            units.Append(rune.IsBmp ? (char)rune.Value : StandIn(rune));
            at += rune.Utf16SequenceLength;
        }
        positions[units.Length] = at;
        return new SingleUnitText(units.ToString(), positions);
    }

    /// <summary>Where in the real text, in UTF-16 units, the code point at this index begins.</summary>
    public int Position(int index) => _positions is null ? index : _positions[index];

    private static char StandIn(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.UppercaseLetter => '\uA722',
        UnicodeCategory.LowercaseLetter => '\uA723',
        UnicodeCategory.TitlecaseLetter => '\u1F88',
        UnicodeCategory.ModifierLetter => '\u02B0',
        UnicodeCategory.OtherLetter => CharacterClass.IsIdeograph(rune) ? '\u4E00' : '\u05D0',
        UnicodeCategory.NonSpacingMark => '\u0300',
        UnicodeCategory.SpacingCombiningMark => '\u0903',
        UnicodeCategory.EnclosingMark => '\u20DD',
        UnicodeCategory.DecimalDigitNumber => '\u0660',
        UnicodeCategory.LetterNumber => '\u16EE',
        UnicodeCategory.OtherNumber => '\u2153',
        UnicodeCategory.ConnectorPunctuation => '\u203F',
        UnicodeCategory.DashPunctuation => '\u2010',
        UnicodeCategory.OpenPunctuation => '\u2045',
        UnicodeCategory.ClosePunctuation => '\u2046',
        UnicodeCategory.InitialQuotePunctuation => '\u00AB',
        UnicodeCategory.FinalQuotePunctuation => '\u00BB',
        UnicodeCategory.OtherPunctuation => '\u203D',
        UnicodeCategory.MathSymbol => '\u2200',
        UnicodeCategory.CurrencySymbol => '\u20A0',
        UnicodeCategory.ModifierSymbol => '\u02C2',
        UnicodeCategory.OtherSymbol => '\u2600',
        UnicodeCategory.Format => '\u2060',
        UnicodeCategory.PrivateUse => '\uE000',
        _ => '\u0378',
    };
}
