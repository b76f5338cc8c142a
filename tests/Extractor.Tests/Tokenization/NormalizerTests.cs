using AttentionViz.Extractor.Tokenization;

namespace AttentionViz.Extractor.Tests.Tokenization;

/// <summary>What a normalizer makes of a text, seen through single-character tokens, with where each came from.</summary>
public class NormalizerTests
{
    private const string EachCharacter = """{"type": "Split", "pattern": {"Regex": "[\\s\\S]"}, "behavior": "Isolated"}""";

    [Theory]
    [InlineData("NFC", "e\u0301a", "é", "1:é@0-1 2:a@2-3")]
    [InlineData("NFD", "éa", "e,\u0301", "1:e@0-1 2:\u0301@0-1 3:a@1-2")]
    [InlineData("NFKC", "ﬁa", "f,i", "1:f@0-1 2:i@0-1 3:a@1-2")]
    [InlineData("NFKC", "①ｱa", "1,ア", "1:1@0-1 2:ア@1-2 3:a@2-3")]
    [InlineData("NFKD", "ǆa", "d,z,\u030C", "1:d@0-1 2:z@0-1 3:\u030C@0-1 4:a@1-2")]
    // Marks are put in the order of their classes: dot below (220) before dot above (230).
    [InlineData("NFD", "q\u0307\u0323a", "q,\u0323,\u0307", "1:q@0-1 2:\u0323@1-2 3:\u0307@2-3 4:a@3-4")]
    [InlineData("NFC", "\u1112\u1161\u11ABa", "한", "1:한@0-1 2:a@3-4")]
    [InlineData("NFD", "각a", "\u1100,\u1161,\u11A8", "1:\u1100@0-1 2:\u1161@0-1 3:\u11A8@0-1 4:a@1-2")]
    // The Kelvin sign is a singleton: it decomposes to K and is never put back.
    [InlineData("NFC", "\u212Aa", "K", "1:K@0-1 2:a@1-2")]
    [InlineData("Lowercase", "ÀΣİA", "à,σ,i,\u0307", "1:à@0-1 2:σ@1-2 3:i@2-3 4:\u0307@2-3 5:a@3-4")]
    [InlineData("StripAccents", "e\u0301a", "e", "1:e@0-1 2:a@2-3")]
    public void Normalize_OneForm_RewritesAndKeepsOffsets(string type, string text, string vocabulary, string expected)
    {
        TextTokenizer tokenizer = SmallTokenizer.Of(
            SmallTokenizer.WordLevel([.. vocabulary.Split(','), "a"]), $$"""{"type": "{{type}}"}""", EachCharacter);

        Assert.Equal(expected, SmallTokenizer.Show(tokenizer.Encode(text)));
    }

    [Theory]
    [InlineData("true", "true", "1:a@2-3")]
    [InlineData("true", "false", "1:a@2-3 2: @3-4")]
    [InlineData("false", "true", "2: @0-1 2: @1-2 1:a@2-3")]
    public void Normalize_Strip_CutsTheAskedEnds(string left, string right, string expected)
    {
        string strip = $$"""{"type": "Strip", "strip_left": {{left}}, "strip_right": {{right}}}""";

        Assert.Equal(expected, SmallTokenizer.Show(SmallTokenizer.Of(SmallTokenizer.WordLevel("a", " "), strip, EachCharacter).Encode("  a ")));
    }

    [Theory]
    [InlineData("""{"String": "bb"}""", "abba", "1:a@0-1 2:x@2-3 3:y@2-3 1:a@3-4")]
    [InlineData("""{"Regex": "b+"}""", "abbba", "1:a@0-1 2:x@3-4 3:y@3-4 1:a@4-5")]
    [InlineData("""{"Regex": "[^a]"}""", "a😀a", "1:a@0-1 2:x@1-2 3:y@1-2 1:a@2-3")]
    [InlineData("""{"String": "z"}""", "aa", "1:a@0-1 1:a@1-2")]
    public void Normalize_Replace_StandsForTheEndOfTheMatch(string pattern, string text, string expected)
    {
        string replace = $$"""{"type": "Replace", "pattern": {{pattern}}, "content": "xy"}""";

        Assert.Equal(expected, SmallTokenizer.Show(SmallTokenizer.Of(SmallTokenizer.WordLevel("a", "x", "y"), replace, EachCharacter).Encode(text)));
    }

    [Fact]
    public void Normalize_Sequence_CarriesAlignmentThroughEveryStep()
    {
        const string steps = """
            {"type": "Sequence", "normalizers": [{"type": "NFD"}, {"type": "StripAccents"}, {"type": "Lowercase"},
             {"type": "Replace", "pattern": {"String": "ss"}, "content": "s"}, {"type": "Prepend", "prepend": ">"}]}
            """;

        // ÄSSe: a from Ä, s from the second S, e.
        Assert.Equal(
            "1:>@0-1 2:a@0-1 3:s@2-3 4:e@3-4",
            SmallTokenizer.Show(SmallTokenizer.Of(SmallTokenizer.WordLevel(">", "a", "s", "e"), steps, EachCharacter).Encode("ÄSSe")));
    }

    [Fact]
    public void Normalize_Precompiled_FollowsTheTrie()
    {
        // A Darts trie made by hand with one entry, U+00AA (C2 AA) -> "a". A unit holds its label, bit 8 for "has a
        // value", and the offset, from bit 10 on, that is XORed to its own place to find its children.
        // Root 0 -> children at 1 ^ C2 = 195; 195 ^ offset 64 = 131, whose child AA stands at 131 ^ AA = 41;
        // 41 ^ offset 1 = 40 is the value, 0: the place of "a" among the replacements.
        uint[] units = new uint[256];
        units[0] = 1u << 10;
        units[0xC3] = 0xC2 | (64u << 10);
        units[41] = 0xAA | 0x100u | (1u << 10);
        units[40] = 0x8000_0000u;
        byte[] map = [.. BitConverter.GetBytes(units.Length * 4), .. units.SelectMany(BitConverter.GetBytes), (byte)'a', 0];
        string normalizer = $$"""{"type": "Precompiled", "precompiled_charsmap": "{{Convert.ToBase64String(map)}}"}""";

        Assert.Equal(
            "2:b@0-1 1:a@1-2 2:b@2-3",
            SmallTokenizer.Show(SmallTokenizer.Of(SmallTokenizer.WordLevel("a", "b"), normalizer, EachCharacter).Encode("b\u00AAb")));
    }
}
