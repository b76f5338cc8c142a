using AttentionViz.Extractor.Extraction;
using AttentionViz.Extractor.Extraction.Statistics;
using AttentionViz.Extractor.Tests.Zoo;
using AttentionViz.Pipeline.Atlases.Statistics;

namespace AttentionViz.Extractor.Tests.Extraction;

/// <summary>Where queries and keys alone do not give the weights, what heads attend to is taken from the model's own.</summary>
public sealed class OwnWeightsTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Behaviour_OwnWeights_GiveWhatTheirQueriesAndKeysGive(bool causal)
    {
        const int Length = 37, Width = 12, Stride = 40;
        var head = new RandomSequence(new Random(5), Length, Width);
        var expected = NaiveStatistics.Behaviour(head.Tokens, head.Queries, head.Keys, Width, 0.7f, causal);
        var weights = new float[Length * Stride];
        for (var i = 0; i < Length; i++)
        {
            for (var j = 0; j < Length; j++)
                weights[(i * Stride) + j] = j <= i || !causal ? (float)Math.Exp(0.7 * Enumerable.Range(0, Width).Sum(d => (double)head.Queries[(i * Width) + d] * head.Keys[(j * Width) + d])) : 0;
        }

        var actual = new double[BehaviourSums.Length];
        BehaviourKernel.Run(weights, Stride, new SequenceFacts(head.Tokens, new AttentionForm(causal)), Scratch.OfThread, actual);

        for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], 2e-5 * (1 + Math.Abs(expected[i])));
    }

    [Fact]
    public async Task Run_BiasOnThePositionBefore_ShowsInTheProfile()
    {
        using var folder = new TemporaryFolder();
        using var model = TestModel.Load(PreviousByBias().Save(folder.Path));
        EncodedSequence[] sequences = [.. Enumerable.Range(4, 9).Select(length => RandomSequence.Make([.. Enumerable.Range(0, length).Select(i => 1 + (i * 7 % 30))]))];

        var rows = await ShardExtraction.RunAsync(
            model, [WantedHeads.AllOf(model.Descriptor.Layers[0])], sequences, [], 64, narrow: true, alone: true, _ => { }, TestContext.Current.CancellationToken);

        Assert.True(model.Descriptor.Layers[0].HasOwnWeights);
        var queries = sequences.Sum(s => s.Length);
        foreach (var sums in rows[0].Statistics.Behaviour)
        {
            // The first of a sequence has no position before it.
            Assert.Equal(queries - sequences.Length, sums!.Values[BehaviourSums.Distance + DistanceBins.Of(-1)], 0.01);
            Assert.Equal(queries, sums.Values[BehaviourSums.Queries]);
        }
    }

    [Fact]
    public void Run_SequencesThatCannotShareARun_GiveTheirOwnWeights()
    {
        using var folder = new TemporaryFolder();
        using var model = TestModel.Load(PreviousByBias([1, "sequence"]).Save(folder.Path));

        using var batch = model.Vectors([1, 2, 3, 4, 5, 6], [7, 8, 9]);

        var layer = batch.Layers[0];
        for (var query = 1; query < 3; query++) Assert.Equal(1, layer.Weights(1, 0)[(query * layer.KeyLength) + query - 1], 1e-3f);
        Assert.Equal(0, layer.Weights(1, 0)[5]);
    }

    [Fact]
    public void Load_MasksAlone_NeedNoWeights()
    {
        using var model = TestModel.Load(ModelFolders.Bundled("mini-gpt"));

        Assert.All(model.Descriptor.Layers, layer => Assert.False(layer.HasOwnWeights));
    }

    [Fact]
    public void Plan_AreaGiven_IsNotExceededButByOneSequence()
    {
        int[] lengths = [3, 5, 8, 8, 8, 20];

        var batches = BatchPlanner.Plan(lengths, 1000, areaPerBatch: 150);

        Assert.Equal(lengths.Length, batches.Sum(b => b.Length));
        Assert.All(batches, b => Assert.True(b.Length == 1 || b.Length * b.Max(i => lengths[i]) * b.Max(i => lengths[i]) <= 150));
    }

    /// <summary>A table of relative distances that outweighs every product, for the position before.</summary>
    private static GraphBuilder PreviousByBias(object[]? idsShape = null)
    {
        var p = new Projections(new GraphBuilder(), idsShape: idsShape);
        var g = p.Graph;
        var length = g.Node("Gather", [g.Node("Shape", ["input_ids"]), g.IntScalar(1)]);
        var range = g.Node("Range", [g.IntScalar(0), length, g.IntScalar(1)]);
        var distance = g.Node("Sub", [g.Node("Unsqueeze", [range, g.Ints(0)]), g.Node("Unsqueeze", [range, g.Ints(1)])]);
        var bucket = g.Node("Clip", [g.Node("Add", [distance, g.IntScalar(8)]), g.IntScalar(0), g.IntScalar(15)]);
        var table = g.Floats([.. Enumerable.Range(0, 32).Select(i => i / 2 == 7 ? 40f : 0f)], 16, 2);
        var bias = g.Node("Unsqueeze", [p.Transpose(g.Node("Gather", [table, bucket]), 2, 0, 1), g.Ints(0)]);
        p.Finish(p.Softmax(g.Node("Add", [p.Score(p.Split("q"), p.Split("k")), bias])));
        return g;
    }
}
