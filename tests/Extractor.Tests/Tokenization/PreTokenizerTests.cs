using AttentionViz.Extractor.Tokenization;

namespace AttentionViz.Extractor.Tests.Tokenization;

/// <summary>Where pre-tokenizers cut: every word is unknown, and its offsets show it.</summary>
public class PreTokenizerTests
{
    private static string Cut(string preTokenizer, string text) => SmallTokenizer.Covered(
        text, SmallTokenizer.Of(SmallTokenizer.WordLevel(), null, preTokenizer).Encode(text));

    [Theory]
    [InlineData("BertPreTokenizer", "Hi, you$ x", "Hi|,|you|$|x")]
    [InlineData("Whitespace", "Hi, you!? foo_bar 漢字 a\u0301b", "Hi|,|you|!?|foo_bar|漢字|a\u0301b")]
    [InlineData("WhitespaceSplit", " Hi,\tyou\u3000x ", "Hi,|you|x")]
    [InlineData("Punctuation", "a,b—c", "a|,|b|—|c")]
    [InlineData("Digits", "a12b٣", "a|12|b|٣")]
    public void Cut_ByType_GivesTableWords(string type, string text, string expected) =>
        Assert.Equal(expected, Cut($$"""{"type": "{{type}}"}""", text));

    [Theory]
    [InlineData("Removed", "the|final|countdown")]
    [InlineData("Isolated", "the|-|final|-|-|countdown")]
    [InlineData("MergedWithPrevious", "the-|final-|-|countdown")]
    [InlineData("MergedWithNext", "the|-final|-|-countdown")]
    [InlineData("Contiguous", "the|-|final|--|countdown")]
    public void Cut_SplitBehaviors_TreatDelimitersAsDocumented(string behavior, string expected) =>
        Assert.Equal(expected, Cut(
            $$"""{"type": "Split", "pattern": {"String": "-"}, "behavior": "{{behavior}}", "invert": false}""",
            "the-final--countdown"));

    [Theory]
    // What GPT-2's pattern says, case by case.
    [InlineData("I'm you're it's we'll he'd", "I|'m| you|'re| it|'s| we|'ll| he|'d")]
    [InlineData("I'M", "I|'|M")]
    [InlineData("a  b", "a| | b")]
    [InlineData("a \n b ", "a| \n| b| ")]
    [InlineData("a\nb", "a|\n|b")]
    [InlineData("x12,3.5!?", "x|12|,|3|.|5|!?")]
    [InlineData("½ⅣΩ", "½Ⅳ|Ω")]
    // Letters beyond the basic plane are letters, an emoji is not; a combining mark is not a letter either.
    [InlineData("𝒜b 😀c", "𝒜b| 😀|c")]
    [InlineData("e\u0301a", "e|\u0301|a")]
    [InlineData("   ", "   ")]
    public void Cut_Gpt2Pattern_GivesTableWords(string text, string expected) =>
        Assert.Equal(expected, Cut("""{"type": "ByteLevel", "add_prefix_space": false}""", text));

    [Theory]
    // Llama 3's: digits in threes, a word takes one sign before it, line ends go with signs.
    [InlineData(@"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+", "It'S $abc 12345!\n 𝟙𝒜", "It|'S| $|abc| |123|45|!\n| |𝟙|𝒜")]
    // Possessive quantifiers give nothing back: "ab" cannot be matched by a*+a.
    [InlineData("a*+b", "aab", "aab")]
    [InlineData("(?:ab)++", "xababx", "x|abab|x")]
    [InlineData(@"\p{Han}+", "a漢字𠀀b", "a|漢字𠀀|b")]
    [InlineData(@"[\p{L}&&[^\p{Han}]]+", "ab漢c", "ab|漢|c")]
    [InlineData(@"\p{^L}", "a1b", "a|1|b")]
    [InlineData(@"\h+", "zaf9z", "z|af9|z")]
    [InlineData("^b", "a\nb", "a\n|b")]
    // A plus after a count repeats it.
    [InlineData(@"\d{2}+", "12345", "1234|5")]
    public void Cut_Oniguruma_MeansTheSame(string regex, string text, string expected) =>
        Assert.Equal(expected, Cut(
            $$"""{"type": "Split", "pattern": {"Regex": {{System.Text.Json.JsonSerializer.Serialize(regex)}}}, "behavior": "Isolated"}""",
            text));

    [Fact]
    public void Cut_Inverted_KeepsTheMatches() =>
        Assert.Equal("12|34", Cut(
            """{"type": "Split", "pattern": {"Regex": "\\d+"}, "behavior": "Removed", "invert": true}""", "a12 b34c"));

    [Fact]
    public void Cut_Sequence_AppliesEachToThePieces() =>
        Assert.Equal("a|1|2|.|b", Cut(
            """
            {"type": "Sequence", "pretokenizers": [{"type": "WhitespaceSplit"}, {"type": "Punctuation"},
             {"type": "Digits", "individual_digits": true}]}
            """,
            "a12. b"));

    [Theory]
    [InlineData("always", "1:▁a@0-1 1:▁a@1-3 2:<x>@3-6 1:▁a@6-7")]
    [InlineData("first", "1:▁a@0-1 1:▁a@1-3 2:<x>@3-6 3:a@6-7")]
    [InlineData("never", "3:a@0-1 1:▁a@1-3 2:<x>@3-6 3:a@6-7")]
    public void Cut_MetaspaceScheme_SaysWhereAMarkIsPut(string scheme, string expected)
    {
        TextTokenizer tokenizer = SmallTokenizer.Of(
            SmallTokenizer.WordLevel("▁a", "<x>", "a"),
            null,
            $$"""{"type": "Metaspace", "replacement": "▁", "prepend_scheme": "{{scheme}}"}""",
            null,
            """[{"id": 2, "content": "<x>", "special": false, "normalized": false}]""");

        Assert.Equal(expected.Replace('▁', ' '), SmallTokenizer.Show(tokenizer.Encode("a a<x>a")));
    }
}
