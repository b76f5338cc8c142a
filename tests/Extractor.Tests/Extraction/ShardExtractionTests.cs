using AttentionViz.Extractor.Extraction;
using AttentionViz.Extractor.Running;
using AttentionViz.Extractor.Tests.Zoo;
using AttentionViz.Pipeline.Atlases;

namespace AttentionViz.Extractor.Tests.Extraction;

public sealed class ShardExtractionTests
{
    private static readonly int[] Sampled = [0, 3, 4, 11];

    private static readonly EncodedSequence[] Sequences =
        [.. Enumerable.Range(0, 12).Select(s => RandomSequence.Make([.. Enumerable.Range(0, 3 + (7 * s % 20)).Select(i => 4 + (((31 * s) + (17 * i)) % 300))]))];

    [Fact]
    public async Task Run_ManyBatchesAtOnce_GivesTheSameBytesEachTime()
    {
        using var model = TestModel.Load(ModelFolders.Bundled("mini-bert"));
        var first = await RunAsync(model, 32);

        for (var i = 0; i < 5; i++) Same(first, await RunAsync(model, 32), 0);
    }

    [Fact]
    public async Task Run_OtherBatches_GivesTheSameButForTheModelsOwnRounding()
    {
        using var model = TestModel.Load(ModelFolders.Bundled("mini-gpt"));

        Same(await RunAsync(model, 4096), await RunAsync(model, 1), 1e-4);
    }

    [Fact]
    public async Task Run_SomeLayersAndHeads_GivesWhatTheWholeRunGives()
    {
        using var model = TestModel.Load(ModelFolders.Bundled("mini-gpt"));
        var whole = await RunAsync(model, 4096);

        var part = await RunAsync(model, 4096, new WantedHeads(model.Descriptor.Layers[1], [2]));

        var layer = Assert.Single(part);
        Assert.Equal(1, layer.Layer);
        Assert.Null(layer.Queries[0]);
        Assert.Null(layer.Statistics.Keys[1]);
        Assert.Equal(whole[1].Queries[2]!.Chunk, layer.Queries[2]!.Chunk);
        Assert.Equal(whole[1].Keys[2]!.Chunk, layer.Keys[2]!.Chunk);
        Assert.Equal(whole[1].ValueNorms[2], layer.ValueNorms[2]);
        Assert.Equal(whole[1].Statistics.Behaviour[2]!.Values, layer.Statistics.Behaviour[2]!.Values);
    }

    [Fact]
    public async Task Run_WithoutNarrowing_GivesTheVectorsOfTheModel()
    {
        using var model = TestModel.Load(ModelFolders.Bundled("mini-bert"));
        var rows = await ShardExtraction.RunAsync(
            model, [WantedHeads.AllOf(model.Descriptor.Layers[2])], Sequences, Sampled, 4096, narrow: false, alone: false, _ => { }, TestContext.Current.CancellationToken);

        using var alone = model.Run([Sequences[3].Ids], TestContext.Current.CancellationToken);
        var width = model.Descriptor.Layers[2].HeadWidth;
        var values = VectorChunk.Decode(rows[0].Queries[1]!.Chunk);
        var expected = alone.Layers[2].Query(0, 1);
        for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], values[(Sequences[0].Length * width) + i], 1e-4f);
    }

    [Fact]
    public async Task Run_Cancelled_StopsAndGivesTheOutputsBack()
    {
        using var model = TestModel.Load(ModelFolders.Bundled("mini-bert"));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ShardExtraction.RunAsync(
            model, [WantedHeads.AllOf(model.Descriptor.Layers[0])], Sequences, Sampled, 1, true, false, _ => stop.Cancel(), stop.Token));
    }

    private static Task<IReadOnlyList<LayerRows>> RunAsync(AttentionModel model, int tokensPerBatch, params WantedHeads[] wanted) => ShardExtraction.RunAsync(
        model, wanted.Length > 0 ? wanted : [.. model.Descriptor.Layers.Select(WantedHeads.AllOf)], Sequences, Sampled, tokensPerBatch, narrow: true, alone: false, _ => { },
        TestContext.Current.CancellationToken);

    private static void Same(IReadOnlyList<LayerRows> expected, IReadOnlyList<LayerRows> actual, double tolerance)
    {
        foreach (var (left, right) in expected.Zip(actual))
        {
            for (var h = 0; h < left.Queries.Length; h++)
            {
                if (tolerance == 0) Assert.Equal(left.Queries[h]!.Chunk, right.Queries[h]!.Chunk);
                Close(left.Statistics.Queries[h]!.Values, right.Statistics.Queries[h]!.Values, tolerance);
                Close(left.Statistics.Keys[h]!.Values, right.Statistics.Keys[h]!.Values, tolerance);
                Close(left.Statistics.Behaviour[h]!.Values, right.Statistics.Behaviour[h]!.Values, tolerance);
            }
        }
    }

    private static void Close(double[] expected, double[] actual, double tolerance)
    {
        for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], tolerance * (1 + Math.Abs(expected[i])));
    }
}
