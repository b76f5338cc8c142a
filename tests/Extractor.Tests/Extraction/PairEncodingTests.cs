using System.Text.Json.Nodes;
using AttentionViz.Extractor.Extraction;
using AttentionViz.Extractor.Running;
using AttentionViz.Extractor.Tests.Zoo;
using AttentionViz.Pipeline.Atlases;
using AttentionViz.Pipeline.Corpora;
using AttentionViz.V1;

namespace AttentionViz.Extractor.Tests.Extraction;

/// <summary>Sequences of an encoder-decoder: what each side reads, and the rows it gives.</summary>
public sealed class PairEncodingTests
{
    private static readonly ModelDescriptor Model = new()
    {
        Name = "pair",
        Sha256 = "",
        Modality = ModelModality.TokenPairs,
        Layers = [],
        Notes = [],
        Device = "cpu",
        VocabularySize = 50,
        MaxLength = 4,
        DecoderStart = 2,
    };

    [Fact]
    public void Encode_IdsWithTarget_ShiftsTheTargetByTheStartToken()
    {
        var sequence = new SequenceEncoder(null, Model, 0).Encode(Record([7, 8, 9], target: [10, 11]));

        Assert.Equal([7, 8, 9, 2, 10], sequence.Ids);
        Assert.Equal(3, sequence.SourceLength);
        Assert.Equal((3, 2), (sequence.LengthOf(TokenSide.Source), sequence.LengthOf(TokenSide.Target)));
        Assert.Equal([false, false, false, true, false], sequence.Special);
        Assert.False(sequence.Truncated);
    }

    [Fact]
    public void Encode_WithoutTarget_ReadsItsOwnSequenceShifted()
    {
        var sequence = new SequenceEncoder(null, Model, 0).Encode(Record([7, 8, 9]) with { Tokens = ["a", "b", "c"] });

        Assert.Equal([7, 8, 9, 2, 7, 8], sequence.Ids);
        Assert.Equal(["a", "b", "c", "2", "a", "b"], sequence.Texts);
    }

    [Fact]
    public void Encode_SidesLongerThanTheModelTakes_AreCutEachAndSaySo()
    {
        var encoder = new SequenceEncoder(null, Model, 0);

        var target = encoder.Encode(Record([7], target: [11, 12, 13, 14, 15, 16]));
        var source = encoder.Encode(Record([11, 12, 13, 14, 15, 16], target: [7]));

        Assert.Equal([7, 2, 11, 12, 13], target.Ids);
        Assert.Equal([11, 12, 13, 14, 2], source.Ids);
        Assert.True(target.Truncated);
        Assert.True(source.Truncated);
    }

    [Theory]
    [InlineData(true, "has a \"target\", but model 'pair' is no encoder-decoder")]
    [InlineData(false, "has a \"target_ids\", but model 'pair' is no encoder-decoder")]
    public void Encode_TargetForAModelOfOneSide_NamesTheField(bool text, string expected)
    {
        var encoder = new SequenceEncoder(null, Model with { Modality = ModelModality.Tokens }, 0);
        var sequence = text ? new SequenceRecord(3, "x", "one", null, null, new Dictionary<string, JsonValue>()) { Target = "two" } : Record([1], target: [2]);

        var fault = Assert.Throws<UnfitSequenceException>(() => encoder.Encode(sequence));

        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Encode_TargetIdOutsideTheVocabulary_IsRefused()
    {
        var fault = Assert.Throws<UnfitSequenceException>(() => new SequenceEncoder(null, Model, 0).Encode(Record([7], target: [8, 50])));

        Assert.Contains("token id 50 at position 1", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TokenRows_OfPairs_GiveSidesAndRestartPositions()
    {
        var encoder = new SequenceEncoder(null, Model, 0);
        EncodedSequence[] sequences = [encoder.Encode(Record([7, 8, 9], target: [10, 11])), encoder.Encode(Record([5]))];

        var rows = TokenRows.Of(sequences, new ShardPlan(7, [0, 1], [5, 2], 100) { SourceLengths = [3, 1] });

        Assert.Equal([0, 1, 2, 0, 1, 0, 0], rows.Positions);
        Assert.Equal(
            [TokenSide.Source, TokenSide.Source, TokenSide.Source, TokenSide.Target, TokenSide.Target, TokenSide.Source, TokenSide.Target], rows.Sides);
        Assert.Equal([(100L, 5, 3), (105L, 2, 1)], rows.Sequences.Select(s => (s.FirstRow, s.Tokens, s.SourceTokens)));
    }

    /// <summary>Drawn rows of each side, and statistics of all sequences, against the reference of each sequence alone.</summary>
    [Fact]
    public async Task Extraction_OfPairs_GivesRowsBySide()
    {
        using var folder = new TemporaryFolder();
        EncoderDecoderGraph.SaveParts(folder.Path);
        EncoderDecoderGraph.SaveConfig(folder.Path);
        using var model = TestModel.Load(folder.Path);
        var encoder = new SequenceEncoder(null, model.Descriptor, 0);
        EncodedSequence[] sequences =
            [encoder.Encode(Record([7, 8, 9, 3, 4], target: [10, 11])), encoder.Encode(Record([5, 6])), encoder.Encode(Record([12], target: [4, 5, 6]))];

        var rows = await ShardExtraction.RunAsync(
            model, [.. model.Descriptor.Layers.Select(WantedHeads.AllOf)], sequences, [0, 2], 4096, narrow: false, alone: false, _ => { }, TestContext.Current.CancellationToken);

        foreach (var layer in rows)
        {
            var references = sequences.Select(s => EncoderDecoderReference.Run(s.Ids[..s.SourceLength!.Value], s.Ids[s.SourceLength.Value..])[layer.Layer]).ToList();
            double[] Drawn(Func<ReferenceLayer, double[][]> of) => [.. new[] { 0, 2 }.SelectMany(s => of(references[s])).SelectMany(row => ReferenceLayer.Head(row, 1))];
            Close(Drawn(r => r.Queries), VectorChunk.Decode(layer.Queries[1]!.Chunk));
            Close(Drawn(r => r.Keys), VectorChunk.Decode(layer.Keys[1]!.Chunk));
            Assert.Equal(references.Sum(r => r.Queries.Length), layer.Statistics.Queries[1]!.Count);
            Assert.Equal(references.Sum(r => r.Keys.Length), layer.Statistics.Keys[1]!.Count);
            Assert.Equal(references[0].Keys.Length + references[2].Keys.Length, layer.ValueNorms[1]!.Length);
        }
    }

    private static void Close(double[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], 1e-4);
    }

    private static SequenceRecord Record(int[] ids, int[]? target = null) =>
        new(0, "", null, ids, null, new Dictionary<string, JsonValue>()) { TargetIds = target };
}
