using AttentionViz.Extractor.Tokenization;

namespace AttentionViz.Extractor.Tests.Tokenization;

public class UnigramTests
{
    private const string Metaspace = """{"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": true}""";

    // The paths of "abcd": abcd 10, ab+cd 3, abc+d 5, a+b+c+d 0.
    private const string Model = """
        {"type": "Unigram", "unk_id": 0, "vocab": [["<unk>", 0.0], ["a", 0.0], ["b", 0.0], ["c", 0.0], ["d", 0.0],
         ["cd", 1.0], ["ab", 2.0], ["abc", 5.0], ["abcd", 10.0]]}
        """;

    [Theory]
    [InlineData("abcd", "8:abcd@0-4")]
    [InlineData("abc", "7:abc@0-3")]
    // a+cd scores 1; nothing better exists.
    [InlineData("acd", "1:a@0-1 5:cd@1-3")]
    // Unknown neighbours are one token.
    [InlineData("abcdacdxx", "8:abcd@0-4 1:a@4-5 5:cd@5-7 0:<unk>@7-9")]
    [InlineData("x😀a", "0:<unk>@0-2 1:a@2-3")]
    [InlineData("", "")]
    public void Encode_Viterbi_TakesTheLikeliestPath(string text, string expected) =>
        Assert.Equal(expected, SmallTokenizer.Show(SmallTokenizer.Of(Model).Encode(text)));

    [Fact]
    public void Encode_EqualScores_KeepsTheFirstFound()
    {
        const string model = """{"type": "Unigram", "unk_id": 0, "vocab": [["<unk>", 0], ["a", -1], ["b", -1], ["ab", -2]]}""";

        // Reaching the end from the start (ab, -2) is found before reaching it from the middle (a+b, -2).
        Assert.Equal([3], SmallTokenizer.Of(model).Encode("ab").Ids);
    }

    [Theory]
    [InlineData("ab ab", "4: ab@0-2 4: ab@2-5")]
    [InlineData("b", "2: @0-1 3:b@0-1")]
    [InlineData("  b", "2: @0-1 2: @1-2 3:b@2-3")]
    public void Encode_Metaspace_MarksWordStarts(string text, string expected)
    {
        const string model = """
            {"type": "Unigram", "unk_id": 0,
             "vocab": [["<unk>", 0.0], ["a", -1.0], ["▁", -2.0], ["b", -1.0], ["▁ab", -1.5]]}
            """;

        Assert.Equal(expected, SmallTokenizer.Show(SmallTokenizer.Of(model, null, Metaspace).Encode(text)));
    }

    [Fact]
    public void Encode_ByteFallback_SpellsUnknownCharacters()
    {
        const string model = """
            {"type": "Unigram", "unk_id": 0, "byte_fallback": true,
             "vocab": [["<unk>", 0.0], ["<0xC3>", -9.0], ["<0xA9>", -9.0], ["a", -1.0]]}
            """;

        Assert.Equal(
            "3:a@0-1 1:<0xC3>@1-2 2:<0xA9>@1-2 3:a@2-3 0:<unk>@3-4",
            SmallTokenizer.Show(SmallTokenizer.Of(model).Encode("aéa漢")));
    }

    [Fact]
    public void Encode_NoUnknownPiece_SaysSo()
    {
        TextTokenizer tokenizer = SmallTokenizer.Of("""{"type": "Unigram", "unk_id": null, "vocab": [["a", -1.0]]}""");

        TokenizerException error = Assert.Throws<TokenizerException>(() => tokenizer.Encode("ax"));
        Assert.Contains("\"x\"", error.Message, StringComparison.Ordinal);
        Assert.Contains("unknown token", error.Message, StringComparison.Ordinal);
    }
}
