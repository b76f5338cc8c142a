using AttentionViz.Extractor.Tokenization;

namespace AttentionViz.Extractor.Tests.Tokenization;

public class MalformedFileTests
{
    private const string Good = """{"type": "WordLevel", "unk_token": "?", "vocab": {"?": 0}}""";

    [Theory]
    [InlineData("", "tokenizer.json: is not JSON")]
    [InlineData("{\"model\": {", "tokenizer.json: is not JSON")]
    [InlineData("[]", "$ = [] should be an object")]
    [InlineData("{}", "has no \"model\"")]
    [InlineData("""{"model": {"type": "Magic"}}""", "$.model.type = \"Magic\" is not a model known here; supported: BPE")]
    [InlineData("""{"model": {"type": "WordLevel"}}""", "has no \"vocab\"")]
    [InlineData("""{"model": {"type": "WordLevel", "vocab": {"a": "x"}}}""", "$.model.vocab[\"a\"] = \"x\" should be an integer")]
    [InlineData("""{"model": {"type": "WordLevel", "vocab": {"a": -1}}}""", "$.model.vocab[\"a\"] = -1 should be an integer from 0")]
    [InlineData("""{"model": {"type": "WordLevel", "vocab": {"a": 2000000000}}}""", "should be an integer from 0 to 16777215")]
    [InlineData("""{"model": {"type": "BPE", "vocab": {"a": 0}, "merges": ["a b"]}}""", "$.model.merges[0] = \"a b\" needs the token \"b\"")]
    [InlineData("""{"model": {"type": "BPE", "vocab": {"a": 0}, "merges": ["a"]}}""", "$.model.merges[0] = \"a\" is not a pair")]
    [InlineData("""{"model": {"type": "BPE", "vocab": {"a": 0}, "merges": [7]}}""", "$.model.merges[0] = 7 is not a merge")]
    [InlineData("""{"model": {"type": "BPE", "vocab": {"a": 0}, "merges": [], "dropout": 0.1}}""", "$.model.dropout = 0.1 would make encodings random")]
    [InlineData("""{"model": {"type": "Unigram", "vocab": [["a"]]}}""", "$.model.vocab[0] = [\"a\"] is not a pair")]
    [InlineData("""{"model": {"type": "Unigram", "unk_id": 3, "vocab": [["a", 0]]}}""", "$.model.unk_id = 3 is outside the vocabulary of 1")]
    [InlineData("""{"model": {"type": "WordLevel", "vocab": {}}, "added_tokens": [{"id": 1}]}""", "$.added_tokens[0] = {\"id\": 1} has no \"content\"")]
    public void Parse_BadModel_NamesPathAndValue(string json, string expected) => AssertMessage(json, expected);

    [Theory]
    [InlineData("normalizer", """{"type": "Rot13"}""", "$.normalizer.type = \"Rot13\" is not a normalizer known here")]
    [InlineData("normalizer", """{"type": "Sequence", "normalizers": [{"type": "NFC"}, {"type": "Nmt"}]}""", "$.normalizer.normalizers[1].type = \"Nmt\"")]
    [InlineData("normalizer", """{"type": "Precompiled", "precompiled_charsmap": "!"}""", "$.normalizer.precompiled_charsmap = \"!\" is not base64")]
    [InlineData("normalizer", """{"type": "Precompiled", "precompiled_charsmap": "/////w=="}""", "is cut short")]
    [InlineData("normalizer", """{"type": "Replace", "pattern": {"Regex": "(a"}, "content": ""}""", "$.normalizer.pattern.Regex = \"(a\" is a regular expression that cannot be used here")]
    [InlineData("normalizer", """{"type": "Replace", "pattern": {"Glob": "*"}, "content": ""}""", "is not a pattern")]
    [InlineData("normalizer", """{"type": "Prepend", "prepend": 3}""", "$.normalizer.prepend = 3 should be a string")]
    [InlineData("normalizer", """{"type": "Strip", "strip_left": "yes"}""", "should be true or false")]
    [InlineData("pre_tokenizer", """{"type": "UnicodeScripts"}""", "$.pre_tokenizer.type = \"UnicodeScripts\" is not a pre-tokenizer known here")]
    [InlineData("pre_tokenizer", """{"type": "Split", "pattern": {"String": " "}, "behavior": "Eaten"}""", "$.pre_tokenizer.behavior = \"Eaten\" is not a split behavior")]
    [InlineData("pre_tokenizer", """{"type": "Split", "pattern": {"Regex": "[a[b]]"}, "behavior": "Removed"}""", "nests or intersects character classes")]
    [InlineData("pre_tokenizer", """{"type": "Metaspace", "replacement": "__"}""", "should be a single character")]
    [InlineData("pre_tokenizer", """{"type": "Metaspace", "replacement": "_", "prepend_scheme": "often"}""", "is not a prepend scheme")]
    [InlineData("post_processor", """{"type": "Magic"}""", "$.post_processor.type = \"Magic\" is not a post-processor known here")]
    [InlineData("post_processor", """{"type": "TemplateProcessing", "single": [{"SpecialToken": {"id": "x"}}], "special_tokens": {}}""", "$.post_processor.single[0].SpecialToken.id = \"x\" is not among special_tokens")]
    [InlineData("post_processor", """{"type": "TemplateProcessing", "single": [{"Sequence": {"id": "B"}}], "special_tokens": {}}""", "has no place in the template")]
    [InlineData("post_processor", """{"type": "BertProcessing", "cls": ["[CLS]"], "sep": ["[SEP]", 1]}""", "is not a pair")]
    [InlineData("truncation", """{"direction": "Up", "max_length": 4}""", "$.truncation.direction = \"Up\" is no direction")]
    [InlineData("padding", """{"pad_id": "x"}""", "$.padding.pad_id = \"x\" should be an integer")]
    public void Parse_BadSection_NamesPathAndValue(string section, string value, string expected) =>
        AssertMessage($$"""{"model": {{Good}}, "{{section}}": {{value}}}""", expected);

    [Fact]
    public void Load_MissingFile_NamesThePath()
    {
        TokenizerException error = Assert.Throws<TokenizerException>(() => TextTokenizer.Load("no/such/tokenizer.json"));

        Assert.StartsWith("no/such/tokenizer.json: cannot be read", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_LongValue_IsShortened()
    {
        string json = SmallTokenizer.Json(Good, $$"""{"type": "{{new string('x', 500)}}"}""");

        Assert.True(Assert.Throws<TokenizerException>(() => TextTokenizer.Parse(json)).Message.Length < 400);
    }

    [Fact]
    public void Encode_UnknownTokenNotInVocabulary_SaysWhatToAdd()
    {
        TextTokenizer tokenizer = SmallTokenizer.Of("""{"type": "WordLevel", "unk_token": "<u>", "vocab": {"a": 0}}""");

        TokenizerException error = Assert.Throws<TokenizerException>(() => tokenizer.Encode("zebra"));
        Assert.Equal(
            "The tokenizer cannot encode \"zebra\": $.model.unk_token = \"<u>\" is not in the vocabulary; add it there.",
            error.Message);
    }

    private static void AssertMessage(string json, string expected)
    {
        TokenizerException error = Assert.Throws<TokenizerException>(() => TextTokenizer.Parse(json));
        Assert.StartsWith("tokenizer.json: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }
}
