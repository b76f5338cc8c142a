using System.Text.Json;
using AttentionViz.Extractor.Tokenization;
using CsCheck;

namespace AttentionViz.Extractor.Tests.Tokenization;

public class ByteLevelBpeTests
{
    private const string PreTokenizer = """{"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": true}""";

    private static readonly char[] Alphabet = MakeAlphabet();
    private static readonly string[] Merged = ["he", "ll", "hell", "hello", "Ġw", "or", "Ġwor", "ld", "Ġworld", "Ã©"];
    private static readonly string[] Tokens = [.. Alphabet.Select(c => c.ToString()), .. Merged];

    private static readonly string Merges = JsonSerializer.Serialize(new[]
    {
        "h e", "l l", "he ll", "hell o", "Ġ w", "o r", "Ġw or", "l d", "Ġwor ld", "Ã ©",
    });

    private static TextTokenizer Make(string preTokenizer = PreTokenizer, string? postProcessor = null, string options = "") =>
        SmallTokenizer.Of(
            $$"""{"type": "BPE", {{options}} "vocab": {{SmallTokenizer.Vocabulary(Tokens)}}, "merges": {{Merges}}}""",
            null, preTokenizer, postProcessor);

    [Theory]
    [InlineData("hello world", "259:hello@0-5 264: world@5-11")]
    // Of the two merges that fit "orld", "o r" comes first in the list.
    [InlineData("orld", "261:or@0-2 263:ld@2-4")]
    // The last of several spaces belongs to the word.
    [InlineData("hello   world", "259:hello@0-5 32: @5-6 32: @6-7 264: world@7-13")]
    [InlineData("é", "265:é@0-1")]
    // Bytes of a character that never merge each cover the character and are shown as bytes.
    [InlineData("a漢", "97:a@0-1 230:<0xE6>@1-2 188:<0xBC>@1-2 162:<0xA2>@1-2")]
    [InlineData("😀a", "240:<0xF0>@0-1 159:<0x9F>@0-1 152:<0x98>@0-1 128:<0x80>@0-1 97:a@1-2")]
    [InlineData("he's", "256:he@0-2 39:'@2-3 115:s@3-4")]
    [InlineData("", "")]
    public void Encode_ByteLevel_GivesTableEncoding(string text, string expected) =>
        Assert.Equal(expected, SmallTokenizer.Show(Make().Encode(text)));

    [Fact]
    public void Encode_AddPrefixSpace_TreatsFirstWordLikeTheOthers()
    {
        const string preTokenizer = """{"type": "ByteLevel", "add_prefix_space": true}""";

        Assert.Equal("264: world@0-5", SmallTokenizer.Show(Make(preTokenizer).Encode("world")));
        Assert.Equal("264: world@0-6", SmallTokenizer.Show(Make(preTokenizer).Encode(" world")));
    }

    [Fact]
    public void Encode_TrimOffsets_LeavesSpacesOut()
    {
        const string trim = """{"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true}""";

        Assert.Equal("259:hello@0-5 264: world@6-11", SmallTokenizer.Show(Make(PreTokenizer, trim).Encode("hello world")));
    }

    [Fact]
    public void Encode_Roberta_TrimsAndAddsSpecialTokens()
    {
        const string roberta = """{"type": "RobertaProcessing", "cls": ["<s>", 1], "sep": ["</s>", 2], "trim_offsets": true, "add_prefix_space": true}""";

        TokenizedText encoded = Make("""{"type": "ByteLevel", "add_prefix_space": true}""", roberta).Encode("world world");

        Assert.Equal([1, 264, 264, 2], encoded.Ids);
        Assert.Equal([0, 0, 6, 0], encoded.Starts);
        Assert.Equal([0, 5, 11, 0], encoded.Ends);
        Assert.Equal([true, false, false, true], encoded.Special);
    }

    [Fact]
    public void Encode_IgnoreMerges_TakesWholeWordsFirst()
    {
        const string model = """{"type": "BPE", "ignore_merges": IGNORE, "vocab": {"a": 0, "b": 1, "ab": 2}, "merges": []}""";

        Assert.Equal([0, 1], SmallTokenizer.Of(model.Replace("IGNORE", "false", StringComparison.Ordinal)).Encode("ab").Ids);
        Assert.Equal([2], SmallTokenizer.Of(model.Replace("IGNORE", "true", StringComparison.Ordinal)).Encode("ab").Ids);
    }

    [Fact]
    public void Encode_LoneSurrogate_IsReplacementCharacter() =>
        // U+FFFD is EF BF BD.
        Assert.Equal("239:<0xEF>@0-1 191:<0xBF>@0-1 189:<0xBD>@0-1 97:a@1-2", SmallTokenizer.Show(Make().Encode("\uD83Da")));

    [Fact]
    public void Encode_VeryLongWord_IsNotQuadratic()
    {
        // A fifth of a million symbols: a quadratic merge would take minutes.
        int[] ids = Make().Encode(string.Concat(Enumerable.Repeat("hello", 40_000))).Ids;

        Assert.Equal(40_000, ids.Length);
        Assert.All(ids, id => Assert.Equal(259, id));
    }

    [Fact]
    public void Encode_ManyThreads_AgreeWithOne()
    {
        TextTokenizer shared = Make();
        TextTokenizer alone = Make();
        string[] texts = [.. Enumerable.Range(0, 500).Select(i => $"hello world {i} {i * 7919} held worldly")];

        int[][] parallel = [.. texts.AsParallel().AsOrdered().WithDegreeOfParallelism(4).Select(text => shared.Encode(text).Ids)];

        Assert.Equal(texts.Select(text => alone.Encode(text).Ids), parallel);
    }

    [Fact]
    public void Encode_AnyString_RoundTripsAndCoversTheText()
    {
        TextTokenizer tokenizer = Make();
        Gen.Int[0, 0x10FFFF].Where(c => c is < 0xD800 or > 0xDFFF).Select(char.ConvertFromUtf32).Array[0, 30]
            .Select(string.Concat)
            .Sample(text =>
            {
                TokenizedText encoded = tokenizer.Encode(text);
                byte[] bytes = [.. encoded.Ids.SelectMany(id => Tokens[id]).Select(c => (byte)Array.IndexOf(Alphabet, c))];
                int length = text.EnumerateRunes().Count();
                return System.Text.Encoding.UTF8.GetString(bytes) == text && Covers(encoded, length);
            });
    }

    /// <summary>Offsets never step back, leave no gap and end with the text.</summary>
    private static bool Covers(TokenizedText encoded, int length)
    {
        int covered = 0;
        int start = 0;
        for (int i = 0; i < encoded.Ids.Length; i++)
        {
            if (encoded.Starts[i] < start || encoded.Starts[i] > covered || encoded.Ends[i] < covered)
                return false;
            start = encoded.Starts[i];
            covered = encoded.Ends[i];
        }
        return covered == length;
    }

    private static char[] MakeAlphabet()
    {
        // Bytes that print keep their own character; the others follow from U+0100 on.
        bool Prints(int b) => b is (>= 33 and <= 126) or (>= 161 and <= 172) or (>= 174 and <= 255);
        int hidden = 0;
        return [.. Enumerable.Range(0, 256).Select(b => Prints(b) ? (char)b : (char)(256 + hidden++))];
    }
}
