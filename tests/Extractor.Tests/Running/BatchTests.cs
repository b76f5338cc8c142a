using AttentionViz.Extractor.Running;
using AttentionViz.Extractor.Tests.Zoo;

namespace AttentionViz.Extractor.Tests.Running;

public sealed class BatchTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Run_Twice_GivesTheSameBytes()
    {
        using var model = Load(new AttentionSpec { Mask = MaskKind.Add });
        using var first = model.Vectors([1, 2, 3, 4], [9, 8, 7]);
        using var second = model.Vectors([1, 2, 3, 4], [9, 8, 7]);

        Assert.Equal(first.Layers[0].Queries, second.Layers[0].Queries);
        Assert.Equal(first.Layers[0].Keys, second.Layers[0].Keys);
        Assert.Equal(first.Layers[0].ValueNorms, second.Layers[0].ValueNorms);
    }

    /// <summary>Without a mask a bidirectional model attends to padding, so lengths must not be mixed.</summary>
    [Fact]
    public void Run_BidirectionalWithoutMask_KeepsLengthsApart()
    {
        using var model = Load(new AttentionSpec(), layers: 2);
        using var together = model.Vectors([1, 2, 3, 4, 5], [9, 8], [5, 4, 3, 2, 1]);
        using var alone = model.Vectors([9, 8]);

        Assert.False(model.Descriptor.SupportsPadding);
        Assert.Equal([5, 2, 5], together.Lengths);
        Assert.Equal(5, together.Length);
        Close(alone.Layers[1].Query(0, 1), together.Layers[1].Query(1, 1));
        Close(alone.Layers[1].Key(0, 1), together.Layers[1].Key(1, 1));
        Close(alone.Layers[1].ValueNorm(0, 1), together.Layers[1].ValueNorm(1, 1));
    }

    [Fact]
    public void Run_GraphOfFixedBatchAndLength_IsFedInParts()
    {
        var spec = new AttentionSpec { Mask = MaskKind.AddAndPadding };
        using var fixedModel = Load(spec, layers: 2, idsShape: [2, 6]);
        using var batch = fixedModel.Vectors([1, 2, 3], [4, 5, 6, 7, 8, 9], [7, 7]);
        using var free = Load(spec, layers: 2);
        using var expected = free.Vectors([7, 7]);

        Assert.Equal(6, fixedModel.Descriptor.MaxLength);
        Assert.Equal(3, batch.Layers[1].Sequences);
        Close(expected.Layers[1].Query(0, 0), batch.Layers[1].Query(2, 0));
    }

    [Fact]
    public void Run_FixedLengthWithoutMask_TakesWholeSequencesOnlyUnlessCausal()
    {
        using var bidirectional = Load(new AttentionSpec(), layers: 2, idsShape: [1, 6]);
        using var causal = Load(new AttentionSpec { Mask = MaskKind.Add }, layers: 2, idsShape: [1, 6]);
        using var whole = bidirectional.Vectors([1, 2, 3, 4, 5, 6]);
        using var part = causal.Vectors([1, 2, 3]);

        Assert.Equal((6, null), (bidirectional.Descriptor.ExactLength, causal.Descriptor.ExactLength));
        Assert.Equal(1, whole.Layers[0].Sequences);
        Assert.Equal(3, part.Lengths[0]);
        Assert.Contains("exactly 6 tokens", Refused(bidirectional, [1, 2]).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_BadSequences_SayWhichAndWhy()
    {
        File.WriteAllText(_folder.File("config.json"), """{"max_position_embeddings": 4}""");
        using var model = Load(new AttentionSpec());

        Assert.Contains("at least one sequence", Refused(model).Message, StringComparison.Ordinal);
        Assert.Contains("sequence 1 has no tokens", Refused(model, [1], []).Message, StringComparison.Ordinal);
        Assert.Contains("5 tokens, more than the 4", Refused(model, [1, 2, 3, 4, 5]).Message, StringComparison.Ordinal);
        Assert.Contains("id 31, outside", Refused(model, [1, 31]).Message, StringComparison.Ordinal);
        Assert.Contains("id -1, outside", Refused(model, [-1]).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_Cancelled_Stops()
    {
        using var model = Load(new AttentionSpec());
        Assert.Throws<OperationCanceledException>(() => model.Run([[1, 2]], new CancellationToken(canceled: true)));
    }

    [Fact]
    public void Load_ExternalData_RunsLikeOneFile()
    {
        var spec = new AttentionSpec();
        using var whole = Load(spec);
        var apart = Directory.CreateDirectory(_folder.File("apart")).FullName;
        ExternalWeights.Move(AttentionGraph.Build(spec).Model, apart, "weights.bin");
        using var split = TestModel.Load(apart);

        using var expected = whole.Vectors([1, 2, 3]);
        using var actual = split.Vectors([1, 2, 3]);
        Assert.Equal(expected.Layers[0].Queries, actual.Layers[0].Queries);
        Assert.NotEqual(whole.Descriptor.Sha256, split.Descriptor.Sha256);
    }

    [Fact]
    public void Load_SameFiles_HaveTheSameIdentityUntilOneChanges()
    {
        using var first = Load(new AttentionSpec());
        using var byFile = TestModel.Load(_folder.File("model.onnx"));
        File.WriteAllText(_folder.File("vocab.txt"), "a");
        using var changed = TestModel.Load(_folder.Path);

        Assert.Matches("^[0-9a-f]{64}$", first.Descriptor.Sha256);
        Assert.Equal(first.Descriptor.Sha256, byFile.Descriptor.Sha256);
        Assert.Equal(first.Descriptor.Name, byFile.Descriptor.Name);
        Assert.NotEqual(first.Descriptor.Sha256, changed.Descriptor.Sha256);
    }

    private AttentionModel Load(AttentionSpec spec, int layers = 1, object[]? idsShape = null)
    {
        AttentionGraph.Build(spec, layers, idsShape).Save(_folder.Path);
        return TestModel.Load(_folder.Path);
    }

    private static ArgumentException Refused(AttentionModel model, params int[][] sequences) =>
        Assert.Throws<ArgumentException>(() => model.Vectors(sequences));

    private static void Close(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], 1e-4);
    }
}
