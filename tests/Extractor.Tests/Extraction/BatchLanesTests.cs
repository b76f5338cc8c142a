using AttentionViz.Extractor.Extraction;
using AttentionViz.Extractor.Running;
using AttentionViz.Extractor.Tests.Zoo;

namespace AttentionViz.Extractor.Tests.Extraction;

public sealed class BatchLanesTests
{
    private static readonly int Cores = Environment.ProcessorCount;

    [Fact]
    public void Choose_ManyBatches_GivesEachCoreALane()
    {
        using var model = Load(threads: 0);

        Assert.Equal(new BatchLanes(Cores, 1, Spread: false), BatchLanes.Choose(model, 10 * Cores, alone: true));
    }

    [Fact]
    public void Choose_ThreadsAskedFor_SharesTheCoresAmongLanes()
    {
        using var model = Load(threads: Cores);

        Assert.Equal(new BatchLanes(1, Cores, Spread: false), BatchLanes.Choose(model, 1, alone: true));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Choose_NoMoreBatchesThanHalfTheCores_SpreadsOnlyWhenAlone(bool alone)
    {
        Assert.SkipWhen(Cores < 2, "one core has nothing to spread over");
        using var model = Load(threads: 0);

        var lanes = BatchLanes.Choose(model, 1, alone);

        Assert.Equal(alone, lanes.Spread);
        Assert.Equal(Cores, lanes.Threads);
    }

    [Fact]
    public void Run_Spread_GivesTheVectorsOfOneThread()
    {
        using var model = Load(threads: 0);
        int[][] sequences = [[5, 6, 7, 8, 9, 10, 11], [12, 13, 14]];

        using var one = model.Run(sequences, RunScope.Whole, TestContext.Current.CancellationToken);
        using var spread = model.Run(sequences, new RunScope([1, 2], Spread: true), TestContext.Current.CancellationToken);

        Assert.Equal([1, 2], spread.Layers.Select(l => l.Layer));
        foreach (var layer in spread.Layers)
        {
            var expected = one.Layers[layer.Layer].Queries;
            for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], layer.Queries[i], 1e-4f);
        }
    }

    private static AttentionModel Load(int threads) => AttentionModel.Load(
        ModelFolders.Bundled("mini-bert"), new ModelOptions { Device = ModelDevice.Cpu, IntraOpThreads = threads }, TestContext.Current.CancellationToken);
}
