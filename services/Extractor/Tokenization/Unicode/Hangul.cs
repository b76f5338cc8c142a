namespace AttentionViz.Extractor.Tokenization;

/// <summary>Korean syllables, composed and decomposed by arithmetic (Unicode standard, section 3.12).</summary>
internal static class Hangul
{
    private const int Syllables = 0xAC00;
    private const int Leads = 0x1100;
    private const int Vowels = 0x1161;
    private const int Trails = 0x11A7;
    private const int LeadCount = 19;
    private const int VowelCount = 21;
    private const int TrailCount = 28;
    private const int SyllableCount = LeadCount * VowelCount * TrailCount;

    public static bool TryDecompose(int codePoint, List<int> parts)
    {
        int index = codePoint - Syllables;
        if (index is < 0 or >= SyllableCount)
            return false;
        parts.Add(Leads + (index / (VowelCount * TrailCount)));
        parts.Add(Vowels + (index / TrailCount % VowelCount));
        if (index % TrailCount > 0)
            parts.Add(Trails + (index % TrailCount));
        return true;
    }

    public static int? Compose(int first, int second)
    {
        int lead = first - Leads, vowel = second - Vowels;
        if (lead is >= 0 and < LeadCount && vowel is >= 0 and < VowelCount)
            return Syllables + (((lead * VowelCount) + vowel) * TrailCount);
        int syllable = first - Syllables, trail = second - Trails;
        return syllable is >= 0 and < SyllableCount && syllable % TrailCount == 0 && trail is > 0 and < TrailCount
            ? first + trail
            : null;
    }
}
