using AttentionViz.Extractor.Tokenization;

namespace AttentionViz.Extractor.Tests.Tokenization;

public class TruncationTests
{
    private const string Template = """
        {"type": "TemplateProcessing", "single": [{"SpecialToken": {"id": "[CLS]", "type_id": 0}},
         {"Sequence": {"id": "A", "type_id": 0}}, {"SpecialToken": {"id": "[SEP]", "type_id": 0}}],
         "special_tokens": {"[CLS]": {"id": "[CLS]", "ids": [8], "tokens": ["[CLS]"]},
                            "[SEP]": {"id": "[SEP]", "ids": [9], "tokens": ["[SEP]"]}}}
        """;

    private static TextTokenizer Make(string? truncation = null) => SmallTokenizer.Of(
        SmallTokenizer.WordLevel("a", "b", "c", "d"), null, """{"type": "WhitespaceSplit"}""", Template,
        extra: truncation is null ? null : $"\"truncation\": {truncation},");

    [Theory]
    [InlineData(6, new[] { 8, 1, 2, 3, 4, 9 }, false)]
    [InlineData(5, new[] { 8, 1, 2, 3, 9 }, true)]
    [InlineData(3, new[] { 8, 1, 9 }, true)]
    [InlineData(2, new[] { 8, 9 }, true)]
    public void Encode_Limit_KeepsTheTemplate(int limit, int[] ids, bool truncated)
    {
        TokenizedText encoded = Make().Encode("a b c d", limit);

        Assert.Equal(ids, encoded.Ids);
        Assert.Equal(truncated, encoded.Truncated);
        Assert.True(encoded.Special[0] && encoded.Special[^1]);
    }

    [Fact]
    public void Encode_LimitBelowTheTemplate_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>("maxTokens", () => Make().Encode("a", 1));

    [Fact]
    public void Encode_LimitOfTheFile_HoldsUnlessOverridden()
    {
        TextTokenizer tokenizer = Make("""{"max_length": 4, "direction": "Left", "strategy": "LongestFirst", "stride": 0}""");

        Assert.Equal([8, 3, 4, 9], tokenizer.Encode("a b c d").Ids);
        Assert.Equal([8, 4, 9], tokenizer.Encode("a b c d", 3).Ids);
        Assert.False(tokenizer.Encode("a b c d", 10).Truncated);
    }

    [Fact]
    public void Encode_SeveralTemplatesInSequence_AllCount()
    {
        TextTokenizer tokenizer = SmallTokenizer.Of(
            SmallTokenizer.WordLevel("a"), null, """{"type": "WhitespaceSplit"}""",
            $$"""{"type": "Sequence", "processors": [{"type": "ByteLevel", "trim_offsets": true}, {{Template}}]}""");

        Assert.Equal(2, tokenizer.TemplateTokens);
        Assert.Equal([8, 1, 9], tokenizer.Encode("a").Ids);
    }
}
