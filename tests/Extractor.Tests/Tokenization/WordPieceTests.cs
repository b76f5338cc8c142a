using AttentionViz.Extractor.Tokenization;

namespace AttentionViz.Extractor.Tests.Tokenization;

public class WordPieceTests
{
    private const string Bert = """{"type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true, "strip_accents": null, "lowercase": true}""";
    private const string Cased = """{"type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true, "strip_accents": null, "lowercase": false}""";
    private const string Words = """{"type": "BertPreTokenizer"}""";
    private const string Template = """{"type": "BertProcessing", "cls": ["[CLS]", 2], "sep": ["[SEP]", 3]}""";

    private const string Specials = """
        [{"id": 0, "content": "[PAD]", "special": true}, {"id": 1, "content": "[UNK]", "special": true},
         {"id": 2, "content": "[CLS]", "special": true}, {"id": 3, "content": "[SEP]", "special": true},
         {"id": 4, "content": "[MASK]", "special": true, "lstrip": true}]
        """;

    private static readonly string Model = SmallTokenizer.WordPiece(
        "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "un", "##aff", "##able", "##a", "play", "##ing", "cafe", ",", "!",
        "中", "文", "naive", "E", "##t", "😀", "é", "##é", "한");

    [Theory]
    [InlineData("unaffable", "2:[CLS]@0-0* 5:un@0-2 6:##aff@2-5 7:##able@5-9 3:[SEP]@0-0*")]
    [InlineData("Playing, playing!", "2:[CLS]@0-0* 9:play@0-4 10:##ing@4-7 12:,@7-8 9:play@9-13 10:##ing@13-16 13:!@16-17 3:[SEP]@0-0*")]
    [InlineData("", "2:[CLS]@0-0* 3:[SEP]@0-0*")]
    [InlineData(" \t\n", "2:[CLS]@0-0* 3:[SEP]@0-0*")]
    // One piece that does not fit makes the whole word unknown.
    [InlineData("unaffablez play", "2:[CLS]@0-0* 1:[UNK]@0-10 9:play@11-15 3:[SEP]@0-0*")]
    // Precomposed accents fall away inside their letter.
    [InlineData("Café naïve", "2:[CLS]@0-0* 11:cafe@0-4 16:naive@5-10 3:[SEP]@0-0*")]
    // A separate diaeresis is a character of the original: the letters after it stand one further on.
    [InlineData("nai\u0308ve play", "2:[CLS]@0-0* 16:naive@0-6 9:play@7-11 3:[SEP]@0-0*")]
    // Ideographs are words by themselves, wherever they stand.
    [InlineData("play中文play", "2:[CLS]@0-0* 9:play@0-4 14:中@4-5 15:文@5-6 9:play@6-10 3:[SEP]@0-0*")]
    // An emoji is one code point, though two UTF-16 units.
    [InlineData("😀 play", "2:[CLS]@0-0* 19:😀@0-1 9:play@2-6 3:[SEP]@0-0*")]
    // Control and format characters vanish; what follows keeps its place.
    [InlineData("\u0000\u200Bplay", "2:[CLS]@0-0* 9:play@2-6 3:[SEP]@0-0*")]
    // A special token written in the text takes the space before it.
    [InlineData("un [MASK] play", "2:[CLS]@0-0* 5:un@0-2 4:[MASK]@2-9* 9:play@10-14 3:[SEP]@0-0*")]
    public void Encode_BertUncased_GivesTableEncoding(string text, string expected)
    {
        TextTokenizer tokenizer = SmallTokenizer.Of(Model, Bert, Words, Template, Specials);

        Assert.Equal(expected, SmallTokenizer.Show(tokenizer.Encode(text)));
    }

    [Theory]
    [InlineData("Eté", "17:E@0-1 18:##t@1-2 21:##é@2-3")]
    [InlineData("eté", "1:[UNK]@0-3")]
    [InlineData("é", "20:é@0-1")]
    [InlineData("Eé", "17:E@0-1 21:##é@1-2")]
    public void Encode_BertCased_KeepsCaseAndAccents(string text, string expected)
    {
        TextTokenizer tokenizer = SmallTokenizer.Of(Model, Cased, Words);

        Assert.Equal(expected, SmallTokenizer.Show(tokenizer.Encode(text)));
    }

    [Fact]
    public void Encode_EmojiOfSeveralCodePoints_CountsEachCodePoint()
    {
        TextTokenizer tokenizer = SmallTokenizer.Of(Model, Cased, Words);

        // Woman, joiner, woman, joiner, girl: 5 code points, 8 UTF-16 units; the joiners are format characters.
        TokenizedText encoded = tokenizer.Encode("👩\u200D👩\u200D👧 play");

        Assert.Equal("1:[UNK]@0-5 9:play@6-10", SmallTokenizer.Show(encoded));
    }

    [Fact]
    public void Encode_HangulUncased_DecomposesAsBertDoes()
    {
        string model = SmallTokenizer.WordPiece("[UNK]", "\u1112", "##\u1161", "##\u11AB");

        // NFD takes the syllable apart and nothing puts it together again; every part covers the syllable.
        Assert.Equal("1:\u1112@1-2 2:##\u1161@1-2 3:##\u11AB@1-2", SmallTokenizer.Show(SmallTokenizer.Of(model, Bert, Words).Encode(" 한")));
    }

    [Fact]
    public void Encode_WordOverTheLengthLimit_IsUnknown()
    {
        string text = string.Concat(Enumerable.Repeat("a", 101));
        TextTokenizer tokenizer = SmallTokenizer.Of(SmallTokenizer.WordPiece("[UNK]", "a", "##a"), null, Words);

        Assert.Equal("0:[UNK]@0-101", SmallTokenizer.Show(tokenizer.Encode(text)));
        Assert.Equal(100, tokenizer.Encode(text[1..]).Ids.Length);
    }

    [Fact]
    public void Parse_WordPiece_KnowsPadAndSize()
    {
        TextTokenizer tokenizer = SmallTokenizer.Of(Model, Bert, Words, Template, Specials);

        Assert.Equal(0, tokenizer.PadId);
        Assert.Equal(23, tokenizer.VocabularySize);
        Assert.Equal(2, tokenizer.TemplateTokens);
        Assert.Equal("##ing", tokenizer.TokenText(10));
        Assert.Equal("<id 99>", tokenizer.TokenText(99));
    }
}
