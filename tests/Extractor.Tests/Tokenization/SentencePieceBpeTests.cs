using AttentionViz.Extractor.Tokenization;

namespace AttentionViz.Extractor.Tests.Tokenization;

public class SentencePieceBpeTests
{
    private const string Llama = """
        {"type": "Sequence", "normalizers": [{"type": "Prepend", "prepend": "▁"},
         {"type": "Replace", "pattern": {"String": " "}, "content": "▁"}]}
        """;

    // 0 <unk>, then the three bytes of 漢, then pieces.
    private static string Model(bool fallback, bool fuse) => $$"""
        {"type": "BPE", "unk_token": "<unk>", "fuse_unk": {{(fuse ? "true" : "false")}}, "byte_fallback": {{(fallback ? "true" : "false")}},
         "vocab": {"<unk>": 0, "<0xE6>": 1, "<0xBC>": 2, "<0xA2>": 3, "▁": 4, "a": 5, "b": 6, "▁a": 7, "ab": 8, "▁ab": 9},
         "merges": [["a", "b"], ["▁", "ab"], ["▁", "a"]]}
        """;

    [Theory]
    [InlineData("ab ab", "9: ab@0-2 9: ab@2-5")]
    // "a b" merges before "▁ a": the word is "▁" + "ab", and then whole.
    [InlineData("a", "7: a@0-1")]
    [InlineData("aab", "7: a@0-1 8:ab@1-3")]
    // The prefix that was put before the text stands for its first character.
    [InlineData("b", "4: @0-1 6:b@0-1")]
    [InlineData("a漢b", "7: a@0-1 1:<0xE6>@1-2 2:<0xBC>@1-2 3:<0xA2>@1-2 6:b@2-3")]
    // The byte C3 is missing: the whole character is unknown.
    [InlineData("é", "4: @0-1 0:<unk>@0-1")]
    [InlineData("", "")]
    public void Encode_ByteFallback_GivesTableEncoding(string text, string expected) =>
        Assert.Equal(expected, SmallTokenizer.Show(SmallTokenizer.Of(Model(fallback: true, fuse: true), Llama).Encode(text)));

    [Theory]
    [InlineData(true, "7: a@0-1 0:<unk>@1-3 6:b@3-4")]
    [InlineData(false, "7: a@0-1 0:<unk>@1-2 0:<unk>@2-3 6:b@3-4")]
    public void Encode_UnknownNeighbours_FuseOnlyWhereAsked(bool fuse, string expected) =>
        Assert.Equal(expected, SmallTokenizer.Show(SmallTokenizer.Of(Model(fallback: false, fuse), Llama).Encode("a漢字b")));

    [Fact]
    public void Encode_EndOfWordSuffix_MarksTheLastSymbol()
    {
        const string model = """
            {"type": "BPE", "unk_token": "<u>", "end_of_word_suffix": "</w>",
             "vocab": {"<u>": 0, "t": 1, "h": 2, "e</w>": 3, "th": 4, "the</w>": 5, "e": 6}, "merges": ["t h", "th e</w>"]}
            """;
        TextTokenizer tokenizer = SmallTokenizer.Of(model, null, """{"type": "WhitespaceSplit"}""");

        Assert.Equal("5:the@0-3 4:th@4-6 6:e@6-7 3:e@7-8 0:<u>@9-10", SmallTokenizer.Show(tokenizer.Encode("the thee x")));
    }

    [Fact]
    public void Encode_ContinuingPrefix_IsDroppedInsideMerges()
    {
        const string model = """
            {"type": "BPE", "unk_token": "<u>", "continuing_subword_prefix": "##",
             "vocab": {"<u>": 0, "t": 1, "##h": 2, "##e": 3, "th": 4, "the": 5, "##he": 6}, "merges": ["t ##h", "th ##e"]}
            """;
        TextTokenizer tokenizer = SmallTokenizer.Of(model, null, """{"type": "WhitespaceSplit"}""");

        Assert.Equal("5:the@0-3 4:th@4-6 2:##h@6-7", SmallTokenizer.Show(tokenizer.Encode("the thh")));
    }

    [Fact]
    public void Encode_CharacterWithoutUnknownToken_IsLeftOutAndMovesNothing()
    {
        TextTokenizer tokenizer = SmallTokenizer.Of("""{"type": "BPE", "vocab": {"a": 0, "b": 1}, "merges": []}""");

        Assert.Equal("0:a@0-1 1:b@2-3", SmallTokenizer.Show(tokenizer.Encode("a?b")));
    }
}
