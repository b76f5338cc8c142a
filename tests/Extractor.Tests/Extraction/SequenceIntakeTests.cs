using System.Text.Json.Nodes;
using AttentionViz.Extractor.Extraction;
using AttentionViz.Extractor.Images;
using AttentionViz.Extractor.Running;
using AttentionViz.Extractor.Tests.Tokenization;
using AttentionViz.Extractor.Tokenization;
using AttentionViz.Pipeline.Corpora;
using AttentionViz.Pipeline.Corpora.Images;
using AttentionViz.Testing.Images;
using AttentionViz.V1;

namespace AttentionViz.Extractor.Tests.Extraction;

public sealed class SequenceIntakeTests
{
    private const int MostTokens = 4;

    private static readonly ModelDescriptor Model = new()
    {
        Name = "small",
        Sha256 = "",
        Modality = ModelModality.Tokens,
        Layers = [],
        Notes = [],
        Device = "cpu",
        MaxLength = MostTokens,
        VocabularySize = 10,
    };

    /// <summary>Knows a and b; other characters give no token at all.</summary>
    private static readonly TextTokenizer Letters = SmallTokenizer.Of("""{"type": "BPE", "vocab": {"a": 0, "b": 1}, "merges": []}""");

    /// <summary>Knows a and b, and has no token for anything else.</summary>
    private static readonly TextTokenizer Words = SmallTokenizer.Of("""{"type": "WordLevel", "unk_token": "[none]", "vocab": {"a": 0, "b": 1}}""", preTokenizer: """{"type": "Whitespace"}""");

    public static TheoryData<string, SequenceRecord, TextTokenizer?, string> Unfit => new()
    {
        { "id", Ids(3, 12, 4), Letters, "has token id 12 at position 1, but model 'small' knows ids 0 to 9" },
        { "id behind the cut", Ids(1, 2, 3, 4, 5, 6, 10), Letters, "has token id 10 at position 6" },
        { "no token", Text("xyz"), Letters, "has no tokens" },
        { "unknown word", Text("a c"), Words, "cannot be tokenized for model 'small'" },
        { "no tokenizer", Text("a"), null, "model 'small' has no tokenizer.json" },
        { "image", Image("a.png"), Letters, "is an image, but model 'small' does not read images" },
    };

    [Fact]
    public void Encode_ShorterThanTheOneLength_IsUnfit()
    {
        var encoder = new SequenceEncoder(Letters, Model with { ExactLength = MostTokens }, 0);

        var fault = Assert.Throws<UnfitSequenceException>(() => encoder.Encode(Ids(1, 2)));

        Assert.Contains("has 2 tokens, but model 'small' takes exactly 4", fault.Message, StringComparison.Ordinal);
        Assert.Equal(MostTokens, encoder.Encode(Ids(1, 2, 3, 4, 5)).Length);
    }

    [Theory]
    [MemberData(nameof(Unfit))]
    public void Take_UnfitSequence_IsSkippedWithItsReasonOrRefused(string what, SequenceRecord sequence, TextTokenizer? tokenizer, string says)
    {
        var skipping = Intake(UnfitSequences.Skip, LongSequences.Fail, tokenizer);

        Assert.Null(skipping.Take(sequence));

        Assert.Equal(1, skipping.Skipped);
        var skipped = Assert.Single(skipping.FirstSkipped);
        Assert.Equal((7L, sequence.Id), (skipped.Index, skipped.Id));
        Assert.Contains(says, skipped.Reason, StringComparison.Ordinal);
        foreach (var option in new[] { UnfitSequences.Unspecified, UnfitSequences.Fail })
        {
            var refused = Assert.Throws<UnfitSequenceException>(() => Intake(option, LongSequences.Skip, tokenizer).Take(sequence));
            Assert.True(refused.Reason == "SEQUENCE_UNFIT", what);
            Assert.StartsWith("sequence 7", refused.Message, StringComparison.Ordinal);
            Assert.Contains(says, refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Take_LongSequence_IsCutSkippedOrRefusedWhateverUnfitOnesAre()
    {
        foreach (var sequence in new[] { Ids(1, 2, 3, 4, 5), Text("ababa") })
        {
            foreach (var unfit in new[] { UnfitSequences.Fail, UnfitSequences.Skip })
            {
                foreach (var cutting in new[] { LongSequences.Unspecified, LongSequences.Cut })
                {
                    var cut = Intake(unfit, cutting).Take(sequence);
                    Assert.Equal((true, MostTokens), (cut!.Truncated, cut.Length));
                }

                var skipping = Intake(unfit, LongSequences.Skip);
                Assert.Null(skipping.Take(sequence));
                Assert.Equal("has more than the 4 tokens that are taken", Assert.Single(skipping.FirstSkipped).Reason);

                var refused = Assert.Throws<UnfitSequenceException>(() => Intake(unfit, LongSequences.Fail).Take(sequence));
                Assert.Equal("SEQUENCE_TOO_LONG", refused.Reason);
            }
        }
    }

    [Fact]
    public void Take_SequenceThatFits_IsTakenWhateverTheOptions()
    {
        foreach (var longer in Enum.GetValues<LongSequences>())
        {
            var intake = Intake(UnfitSequences.Skip, longer);

            Assert.Equal([1, 2, 3, 4], intake.Take(Ids(1, 2, 3, 4))!.Ids);
            Assert.Equal([0, 1, 0, 1], intake.Take(Text("abab"))!.Ids);
            Assert.Equal(0, intake.Skipped);
        }
    }

    [Fact]
    public void Take_ManyUnfitSequences_CountsAllAndNamesTen()
    {
        var intake = Intake(UnfitSequences.Skip, LongSequences.Cut);

        for (var i = 0; i < 25; i++) intake.Take(Ids(99) with { Index = i });

        Assert.Equal(25, intake.Skipped);
        Assert.Equal(Enumerable.Range(0, 10).Select(i => (long)i), intake.FirstSkipped.Select(s => s.Index));
    }

    [Fact]
    public void Take_IdAsLongAsALine_IsShortenedWithoutBreakingACharacter()
    {
        var intake = Intake(UnfitSequences.Skip, LongSequences.Cut);

        intake.Take(Ids(99) with { Id = new string('x', 198) + string.Concat(Enumerable.Repeat("\U0001F600", 500)) });

        Assert.Equal(new string('x', 198) + "…", intake.FirstSkipped[0].Id);
    }

    public static TheoryData<byte[], string> BadImages => new()
    {
        { TestImages.Png[..50], "is cut off before its end" },
        { TestImages.Hollow(9, 9), "cannot be decoded" },
        { TestImages.Hollow(20_000, 20_000), "is 20000 x 20000 pixels" },
        { "no image"u8.ToArray(), "is not a JPEG, PNG or WebP image" },
    };

    [Theory]
    [MemberData(nameof(BadImages))]
    public void Take_BadImage_IsSkippedWithItsReasonOrRefused(byte[] file, string says)
    {
        var grid = new ImageInput(3, 8, 8, ChannelsLast: false, Tokens: 5, new PatchGrid(2, 2, 1));
        SequenceIntake Of(UnfitSequences unfit) => new(
            new SequenceEncoder(null, Model with { Modality = ModelModality.Pixels, Image = grid, MaxLength = 5 }, 0), new ImagePreprocessor(null, grid), unfit, LongSequences.Cut);
        var skipping = Of(UnfitSequences.Skip);

        Assert.Equal(5, skipping.Take(Image("good.png"), TestImages.Png)!.Length);
        Assert.Null(skipping.Take(Image("bad.png"), file));

        Assert.True(skipping.LooksIntoImages);
        Assert.Contains(says, Assert.Single(skipping.FirstSkipped).Reason, StringComparison.Ordinal);
        Assert.False(Of(UnfitSequences.Fail).LooksIntoImages);
        var refused = Assert.Throws<UnfitSequenceException>(() => Of(UnfitSequences.Fail).Take(Image("bad.png"), file));
        Assert.Equal("IMAGE_UNFIT", refused.Reason);
        Assert.StartsWith("image 'bad.png' ", refused.Message, StringComparison.Ordinal);
    }

    private static SequenceIntake Intake(UnfitSequences unfit, LongSequences longer) => Intake(unfit, longer, Letters);

    private static SequenceIntake Intake(UnfitSequences unfit, LongSequences longer, TextTokenizer? tokenizer) =>
        new(new SequenceEncoder(tokenizer, Model, 0), null, unfit, longer);

    private static SequenceRecord Ids(params int[] ids) => new(7, "mine", null, ids, null, new Dictionary<string, JsonValue>());

    private static SequenceRecord Text(string text) => new(7, "", text, null, null, new Dictionary<string, JsonValue>());

    private static SequenceRecord Image(string name) =>
        new(7, name, null, null, null, new Dictionary<string, JsonValue>()) { Image = new ImageEntry(ImageKind.Png, 3, 2, 80) };
}
