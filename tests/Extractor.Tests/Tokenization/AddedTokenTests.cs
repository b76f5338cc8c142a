using AttentionViz.Extractor.Tokenization;

namespace AttentionViz.Extractor.Tests.Tokenization;

public class AddedTokenTests
{
    private const string Words = """{"type": "WhitespaceSplit"}""";

    private static string Encode(string token, string text, string? normalizer = null) => SmallTokenizer.Show(
        SmallTokenizer.Of(SmallTokenizer.WordLevel("a", "b"), normalizer, Words, null, $"[{token}]").Encode(text));

    [Theory]
    [InlineData("""{"id": 3, "content": "<x>", "special": true}""", "a<x> b", "1:a@0-1 3:<x>@1-4* 2:b@5-6")]
    [InlineData("""{"id": 3, "content": "<x>", "special": false}""", "a<x> b", "1:a@0-1 3:<x>@1-4 2:b@5-6")]
    [InlineData("""{"id": 3, "content": "<x>", "lstrip": true}""", "a  <x> b", "1:a@0-1 3:<x>@1-6 2:b@7-8")]
    [InlineData("""{"id": 3, "content": "<x>", "rstrip": true}""", "a <x>  b", "1:a@0-1 3:<x>@2-7 2:b@7-8")]
    // A single word stands between what are no word characters.
    [InlineData("""{"id": 3, "content": "ab", "single_word": true}""", "ab aab abb", "3:ab@0-2 0:?@3-6 0:?@7-10")]
    public void Encode_TokenFlags_DecideWhatIsTaken(string token, string text, string expected) =>
        Assert.Equal(expected, Encode(token, text));

    [Theory]
    [InlineData("true", "3:<X>@0-3 3:<X>@4-7")]
    [InlineData("false", "3:<X>@0-3 0:?@4-7")]
    public void Encode_Normalized_MatchesAfterNormalizing(string normalized, string expected) =>
        Assert.Equal(expected, Encode(
            $$"""{"id": 3, "content": "<X>", "normalized": {{normalized}}}""", "<X> <x>", """{"type": "Lowercase"}"""));

    [Fact]
    public void Encode_TwoTokensFit_TakesTheLongest()
    {
        TextTokenizer tokenizer = SmallTokenizer.Of(
            SmallTokenizer.WordLevel("a"), null, Words, null,
            """[{"id": 2, "content": "<a>"}, {"id": 3, "content": "<a><b>"}]""");

        Assert.Equal("3:<a><b>@0-6 2:<a>@6-9", SmallTokenizer.Show(tokenizer.Encode("<a><b><a>")));
        Assert.Equal(4, tokenizer.VocabularySize);
    }

    [Fact]
    public void Encode_AfterEmoji_CountsCodePoints() =>
        Assert.Equal("0:?@0-2 3:<x>@2-5* 1:a@6-7", Encode("""{"id": 3, "content": "<x>", "special": true}""", "😀👍<x> a"));

    [Theory]
    [InlineData("\"padding\": {\"strategy\": \"BatchLongest\", \"pad_id\": 7, \"pad_token\": \"p\"},", "<pad>", 7)]
    [InlineData("", "<pad>", 2)]
    [InlineData("", "[PAD]", 2)]
    [InlineData("", "<eos>", null)]
    public void PadId_BySectionOrName_IsFound(string padding, string token, int? expected)
    {
        TextTokenizer tokenizer = SmallTokenizer.Of(
            SmallTokenizer.WordLevel("a"), added: $$"""[{"id": 2, "content": "{{token}}", "special": true}]""", extra: padding);

        Assert.Equal(expected, tokenizer.PadId);
    }
}
