using AttentionViz.Numerics.Embedding;
using AttentionViz.Numerics.Fidelity;
using AttentionViz.Numerics.Neighbours;
using AttentionViz.Numerics.Pca;
using AttentionViz.Numerics.Umap;

namespace AttentionViz.Numerics.Tests.Umap;

public class UmapEmbeddingTests
{
    [Theory]
    [InlineData(2, 1.6)]
    [InlineData(3, 1.6)]
    [InlineData(2, 6)]
    public void Run_ManyClusters_SeparatesWhatTwoComponentsCannot(int dimensions, double distance)
    {
        var (points, labels) = TestData.Clusters(20, 30, 24, distance, 1);
        var components = PrincipalComponents.Fit(points, 24, dimensions).Scores;
        var result = Run(points, 24, dimensions);
        if (distance < 2)
            Assert.True(TestData.NearestLabelAccuracy(components, dimensions, labels) < 0.75);
        Assert.True(TestData.NearestLabelAccuracy(result.Points, dimensions, labels) > 0.95);
        var (recall, trust) = NeighbourPreservation.Measure(
            PointBlocks.Create(points, 24, Metric.Euclidean), PointBlocks.Create(result.Points, dimensions, Metric.Euclidean), new());
        Assert.True(trust > 0.95, $"trustworthiness {trust}");
        Assert.True(recall > 0.35, $"recall {recall}");
        Assert.True(result.Objective > 0);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Run_OneOrTwoThreadsAndAgain_GivesTheSameBits(int dimensions)
    {
        var (points, _) = TestData.Clusters(5, 61, 8, 1, 2);
        var first = Run(points, 8, dimensions, threads: 1);
        Assert.Equal(first.Points, Run(points, 8, dimensions, threads: 1).Points);
        Assert.Equal(first.Points, Run(points, 8, dimensions, threads: 2).Points);
        Assert.Equal(first.Points, Run(points, 8, dimensions, threads: 5).Points);
    }

    [Fact]
    public void Run_MoreEpochs_LowersTheCrossEntropy()
    {
        var (points, _) = TestData.Clusters(5, 40, 8, 1, 3);
        Assert.True(Run(points, 8, 2, new UmapOptions { Epochs = 300 }).Objective < Run(points, 8, 2, new UmapOptions { Epochs = 1 }).Objective);
    }

    [Fact]
    public void Run_SmallerMinDistance_PacksPointsCloser()
    {
        var (points, _) = TestData.Clusters(3, 60, 8, 2, 4);
        Assert.True(MedianNearest(Run(points, 8, 2, new UmapOptions { MinDistance = 0.01 }))
            < MedianNearest(Run(points, 8, 2, new UmapOptions { MinDistance = 0.8 })));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(10)]
    public void Run_FewPoints_StaysFinite(int n)
    {
        foreach (var dimensions in new[] { 2, 3 })
        {
            var result = Run(TestData.Normal(n * 4, 5), 4, dimensions);
            Assert.All(result.Points, x => Assert.True(float.IsFinite(x)));
            Assert.True(double.IsFinite(result.Objective));
            Assert.Equal(n <= 3, result.StopReason is StopReason.TooFewPoints or StopReason.NoVariance);
        }
    }

    [Fact]
    public void Run_EqualPoints_AllStandAtTheOrigin()
    {
        var result = Run(Enumerable.Repeat(0.3f, 400).ToArray(), 4, 2);
        Assert.Equal(StopReason.NoVariance, result.StopReason);
        Assert.All(result.Points, x => Assert.Equal(0, x));
    }

    [Fact]
    public void Run_ManyDuplicatesOnALine_StaysFinite()
    {
        var points = Enumerable.Range(0, 200).SelectMany(i => new[] { (float)(i % 3), 0, 0 }).ToArray();
        Assert.All(Run(points, 3, 3).Points, x => Assert.True(float.IsFinite(x)));
    }

    [Fact]
    public void Run_SettingsOutOfRange_AreNamed()
    {
        foreach (var (options, expected) in new[]
        {
            (new UmapOptions { Neighbours = 1 }, "Neighbours is 1"),
            (new UmapOptions { MinDistance = -1 }, "MinDistance is -1"),
            (new UmapOptions { MinDistance = 2 }, "MinDistance is 2"),
            (new UmapOptions { Spread = 0 }, "Spread is 0"),
            (new UmapOptions { Epochs = 0 }, "Epochs is 0"),
            (new UmapOptions { NegativeSamples = 8 }, "NegativeSamples is 8"),
            (new UmapOptions { LearningRate = 0 }, "LearningRate is 0"),
        })
        {
            Assert.StartsWith(expected, Assert.Throws<ArgumentException>(options.Validate).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Run_Cancelled_Stops()
    {
        var points = TestData.Normal(400, 6);
        using var source = new CancellationTokenSource();
        var graph = NearestNeighbours.Find(points, 4, 14);
        var components = PrincipalComponents.Fit(points, 4, 2).Scores;
        Assert.Throws<OperationCanceledException>(
            () => UmapEmbedding.Run(graph, components, 2, progress: share => { if (share > 0.1) source.Cancel(); }, cancellation: source.Token));
    }

    [Fact]
    public void Run_AsItGoesOn_TellsRisingSharesUpToAll()
    {
        var points = TestData.Normal(60 * 4, 6);
        var shares = new List<double>();
        UmapEmbedding.Run(NearestNeighbours.Find(points, 4, 14), PrincipalComponents.Fit(points, 4, 2).Scores, 2, progress: shares.Add);
        Assert.Equal(shares.Order(), shares);
        Assert.True(shares.Count > 10);
        Assert.InRange(shares[0], 0, 0.1);
        Assert.Equal(1, shares[^1]);
    }

    private static double MedianNearest(EmbeddingResult result) =>
        NearestNeighbours.Find(result.Points, 2, 1).Distances.Order().ElementAt(result.Points.Length / 4);

    private static EmbeddingResult Run(float[] points, int width, int dimensions, UmapOptions? options = null, int threads = 1)
    {
        var n = points.Length / width;
        var graph = NearestNeighbours.Find(points, width, Math.Max(1, Math.Min(n - 1, 14)));
        return UmapEmbedding.Run(graph, PrincipalComponents.Fit(points, width, dimensions).Scores, dimensions, options, 7, threads);
    }
}
