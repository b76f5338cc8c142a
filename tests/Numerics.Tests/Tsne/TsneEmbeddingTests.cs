using AttentionViz.Numerics.Embedding;
using AttentionViz.Numerics.Fidelity;
using AttentionViz.Numerics.Neighbours;
using AttentionViz.Numerics.Pca;
using AttentionViz.Numerics.Tsne;

namespace AttentionViz.Numerics.Tests.Tsne;

public class TsneEmbeddingTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Run_ManyClusters_SeparatesWhatTwoComponentsCannot(int dimensions)
    {
        var (points, labels) = TestData.Clusters(20, 30, 24, 1.6, 1);
        var components = PrincipalComponents.Fit(points, 24, dimensions).Scores;
        var result = Run(points, 24, dimensions);
        Assert.True(TestData.NearestLabelAccuracy(components, dimensions, labels) < 0.75);
        Assert.True(TestData.NearestLabelAccuracy(result.Points, dimensions, labels) > 0.95);
        var (recall, trust) = NeighbourPreservation.Measure(
            PointBlocks.Create(points, 24, Metric.Euclidean), PointBlocks.Create(result.Points, dimensions, Metric.Euclidean), new());
        Assert.True(trust > 0.96, $"trustworthiness {trust}");
        Assert.True(recall > 0.4, $"recall {recall}");
        Assert.InRange(result.Objective, 0.05, 2);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Run_OneOrTwoThreadsAndAgain_GivesTheSameBits(int dimensions)
    {
        var (points, _) = TestData.Clusters(5, 61, 8, 2, 2);
        var first = Run(points, 8, dimensions, threads: 1);
        Assert.Equal(first.Points, Run(points, 8, dimensions, threads: 1).Points);
        Assert.Equal(first.Points, Run(points, 8, dimensions, threads: 2).Points);
        Assert.Equal(first.Points, Run(points, 8, dimensions, threads: 5).Points);
    }

    [Fact]
    public void Run_OnAMesh_EndsAsLowAsWithAllPairsAndDoesNotDependOnThreads()
    {
        const int N = 2700;
        var (points, _) = TestData.Clusters(15, N / 15, 10, 2, 9);
        var graph = NearestNeighbours.Find(points, 10, 30, threads: 2);
        var components = PrincipalComponents.Fit(points, 10, 2).Scores;
        var options = new TsneOptions { Perplexity = 10, ExaggerationIterations = 100, MaxIterations = 250, Tolerance = 0 };
        var mesh = TsneEmbedding.Run(graph, components, 2, options, 7, 2);
        Assert.Equal(mesh.Points, TsneEmbedding.Run(graph, components, 2, options, 7, 1).Points);
        var exact = TsneEmbedding.Run(graph, components, 2, options, 7, 2, _ => new ExactRepulsion(N, 2, 2));
        Assert.NotEqual(mesh.Points, exact.Points);
        Assert.Equal(1, mesh.Objective / exact.Objective, 0.02);
    }

    [Fact]
    public void Run_MoreIterations_LowersTheDivergence()
    {
        var (points, _) = TestData.Clusters(5, 40, 8, 2, 3);
        var early = Run(points, 8, 2, new TsneOptions { MaxIterations = 20 });
        var late = Run(points, 8, 2, new TsneOptions { MaxIterations = 400 });
        Assert.True(late.Objective < early.Objective);
    }

    [Fact]
    public void Run_LooseTolerance_StopsEarlyAndSaysSo()
    {
        var (points, _) = TestData.Clusters(4, 30, 5, 3, 4);
        var result = Run(points, 5, 2, new TsneOptions { Tolerance = 0.2 });
        Assert.Equal(StopReason.Converged, result.StopReason);
        Assert.True(result.Iterations < 600);
        var whole = Run(points, 5, 2, new TsneOptions { Tolerance = 0 });
        Assert.Equal((StopReason.MaxIterations, 600), (whole.StopReason, whole.Iterations));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(7)]
    [InlineData(20)]
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

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(100)]
    public void Run_EqualPoints_AllStandAtTheOrigin(int n)
    {
        var result = Run(Enumerable.Repeat(0.3f, n * 4).ToArray(), 4, 2);
        Assert.Equal(StopReason.NoVariance, result.StopReason);
        Assert.All(result.Points, x => Assert.Equal(0, x));
    }

    [Fact]
    public void Run_ManyDuplicatesOnALine_StaysFinite()
    {
        var points = Enumerable.Range(0, 200).SelectMany(i => new[] { (float)(i % 3), 0, 0 }).ToArray();
        Assert.All(Run(points, 3, 3).Points, x => Assert.True(float.IsFinite(x)));
    }

    [Theory]
    [InlineData(0, "Perplexity is 0; it must be at least 2")]
    [InlineData(1.9, "Perplexity is 1.9; it must be at least 2")]
    [InlineData(double.NaN, "Perplexity is NaN; it must be at least 2")]
    [InlineData(20, "Perplexity is 20 with 60 points; three times the perplexity must be below the number of points. Lower it below 20")]
    public void Run_BadPerplexity_NamesItTheValueAndTheRemedy(double perplexity, string expected)
    {
        var error = Assert.Throws<ArgumentException>(() => Run(TestData.Normal(120, 6), 2, 2, new TsneOptions { Perplexity = perplexity }));
        Assert.StartsWith(expected, error.Message, StringComparison.Ordinal);
        Assert.Equal("Perplexity", error.ParamName);
    }

    [Fact]
    public void Run_OtherSettingsOutOfRange_AreRefused()
    {
        Assert.Throws<ArgumentException>(() => Run(new float[8], 2, 2, new TsneOptions { Exaggeration = 0.5 }));
        Assert.Throws<ArgumentException>(() => Run(new float[8], 2, 2, new TsneOptions { LearningRate = 0 }));
        Assert.Throws<ArgumentException>(() => Run(new float[8], 2, 2, new TsneOptions { MaxIterations = -1 }));
        Assert.Throws<ArgumentException>(() => Run(new float[8], 2, 4));
    }

    [Fact]
    public void Run_Cancelled_Stops()
    {
        var (points, _) = TestData.Clusters(4, 30, 5, 3, 4);
        using var source = new CancellationTokenSource();
        var graph = NearestNeighbours.Find(points, 5, 90);
        var components = PrincipalComponents.Fit(points, 5, 2).Scores;
        Assert.Throws<OperationCanceledException>(
            () => TsneEmbedding.Run(graph, components, 2, progress: share => { if (share > 0.1) source.Cancel(); }, cancellation: source.Token));
    }

    private static EmbeddingResult Run(float[] points, int width, int dimensions, TsneOptions? options = null, int threads = 1)
    {
        var n = points.Length / width;
        var graph = NearestNeighbours.Find(points, width, Math.Max(1, Math.Min(n - 1, 90)));
        return TsneEmbedding.Run(graph, PrincipalComponents.Fit(points, width, dimensions).Scores, dimensions, options, 7, threads);
    }
}
