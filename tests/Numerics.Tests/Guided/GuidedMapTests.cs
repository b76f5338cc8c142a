using AttentionViz.Numerics.Embedding;
using AttentionViz.Numerics.Fidelity;
using AttentionViz.Numerics.Guided;
using AttentionViz.Numerics.Neighbours;
using AttentionViz.Numerics.Pca;
using AttentionViz.Numerics.Randomness;
using AttentionViz.Numerics.Tsne;
using AttentionViz.Numerics.Umap;

namespace AttentionViz.Numerics.Tests.Guided;

public class GuidedMapTests
{
    public static TheoryData<bool, int> Maps => new() { { true, 2 }, { true, 3 }, { false, 2 }, { false, 3 } };

    [Theory]
    [MemberData(nameof(Maps))]
    public void Run_WithoutGuide_IsTheGeometricMap(bool tsne, int dimensions)
    {
        var head = Planted(20, 10);
        var (graph, components) = Prepare(head, dimensions);
        var plain = tsne
            ? TsneEmbedding.Run(graph, components, dimensions, Short, seed: 3)
            : UmapEmbedding.Run(graph, components, dimensions, Few, seed: 3);
        var none = Run(head, tsne, dimensions, null);
        Assert.Equal(plain.Points, none.Points);
        Assert.Equal(plain.Objective, none.Objective);
    }

    [Theory]
    [MemberData(nameof(Maps))]
    public void Run_PlantedHead_FindsWhatItAttendsTo(bool tsne, int dimensions)
    {
        var head = Planted(20, 10);
        double plain = Recall(head, Run(head, tsne, dimensions, null)), guided = Recall(head, Run(head, tsne, dimensions, 0.7));
        Assert.True(guided > plain + 0.1, $"recall {guided} with a guide, {plain} without");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Run_GreaterWeight_LowersTheGuidesDivergence(bool tsne)
    {
        var head = Planted(20, 10);
        var divergences = new[] { 0.1, 0.4, 0.8 }.Select(w => Divergence(head, Run(head, tsne, 2, w).Points)).ToArray();
        Assert.True(divergences[0] > divergences[1] && divergences[1] > divergences[2], string.Join(", ", divergences));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Run_OneOrThreeThreads_GivesTheSameBits(bool tsne)
    {
        var head = Planted(20, 10);
        Assert.Equal(Run(head, tsne, 2, 0.4).Points, Run(head, tsne, 2, 0.4, threads: 3).Points);
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 1)]
    [InlineData(true, 0.5)]
    [InlineData(false, 0.5)]
    public void Run_LongSequencesThatAttendToOneKey_StaysFiniteAndFindsIt(bool tsne, double weight)
    {
        const int Length = 150, Width = 6;
        var keys = TestData.Normal(3 * Length * Width, 4);
        for (var s = 0; s < 3; s++)
            keys[s * Length * Width] = 60;
        var queries = TestData.Normal(keys.Length, 5);
        for (var i = 0; i < queries.Length; i += Width)
            queries[i] = 5;
        var head = new HeadVectors(queries, keys, Width, 1, false, [0, Length, 2 * Length, 3 * Length]);
        var map = Run(head, tsne, 2, weight);
        Assert.All(map.Points, x => Assert.True(float.IsFinite(x) && Math.Abs(x) < 1e4));
        Assert.True(Divergence(head, map.Points) < Divergence(head, Run(head, tsne, 2, null).Points));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Run_SequencesOfOneToken_StaysFinite(bool tsne)
    {
        var head = new HeadVectors(TestData.Normal(120, 1), TestData.Normal(120, 2), 4, 1, false, [.. Enumerable.Range(0, 31)]);
        foreach (var weight in new[] { 0.5, 1 })
            Assert.All(Run(head, tsne, 2, weight).Points, x => Assert.True(float.IsFinite(x)));
    }

    [Fact]
    public void Run_CrossAttention_Works()
    {
        var head = TestData.CrossHead(12, 5, 3);
        foreach (var tsne in new[] { true, false })
            Assert.True(Divergence(head, Run(head, tsne, 2, 0.6).Points) < Divergence(head, Run(head, tsne, 2, null).Points));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-0.1)]
    [InlineData(1.01)]
    [InlineData(double.NaN)]
    public void Guide_WeightOutOfRange_IsNamed(double weight)
    {
        var fault = Assert.Throws<ArgumentException>(() => new AttentionGuide(AttendedKeys.Of(Planted(3, 4)), weight));
        Assert.Contains("AttentionWeight is ", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Run_GuideOfAnotherHead_IsRefused(bool tsne)
    {
        var (graph, components) = Prepare(Planted(20, 10), 2);
        var guide = new AttentionGuide(AttendedKeys.Of(Planted(21, 10)), 0.5);
        var fault = Assert.Throws<ArgumentException>(() => tsne
            ? TsneEmbedding.Run(graph, components, 2, guide)
            : UmapEmbedding.Run(graph, components, 2, guide));
        Assert.Contains("400 points", fault.Message, StringComparison.Ordinal);
    }

    private static TsneOptions Short => new() { Perplexity = 15, MaxIterations = 250 };

    private static UmapOptions Few => new() { Epochs = 150 };

    /// <summary>Query i of each sequence attends to keys 3 i, 3 i + 1 and 3 i + 2, modulo the length; topics that no logit sees disturb distances.</summary>
    private static HeadVectors Planted(int sequences, int length)
    {
        const int Topic = 4;
        var width = (2 * Topic) + length;
        var random = new SeededRandom(11);
        var queries = new float[sequences * length * width];
        var keys = new float[queries.Length];
        for (var t = 0; t < sequences * length; t++)
        {
            for (var w = 0; w < Topic; w++)
            {
                queries[(t * width) + w] = (float)(1.5 * random.NextNormal());
                keys[(t * width) + Topic + w] = (float)(1.5 * random.NextNormal());
            }

            for (var rank = 0; rank < 3; rank++)
                queries[(t * width) + (2 * Topic) + (((t % length * 3) + rank) % length)] = 3 - rank;
            keys[(t * width) + (2 * Topic) + (t % length)] = 3;
        }

        return new HeadVectors(queries, keys, width, 1, false, [.. Enumerable.Range(0, sequences + 1).Select(s => s * length)]);
    }

    private static float[] Joint(HeadVectors head) => [.. head.Queries, .. head.Keys];

    private static (NeighbourGraph Graph, float[] Components) Prepare(HeadVectors head, int dimensions) =>
        (NearestNeighbours.Find(Joint(head), head.Width, 45),
            PrincipalComponents.Fit(Joint(head), head.Width, dimensions, default).FirstComponents(dimensions));

    private static EmbeddingResult Run(HeadVectors head, bool tsne, int dimensions, double? weight, int threads = 1)
    {
        var (graph, components) = Prepare(head, dimensions);
        var guide = weight is { } w ? new AttentionGuide(AttendedKeys.Of(head), w) : null;
        return tsne
            ? TsneEmbedding.Run(graph, components, dimensions, guide, Short, 3, threads)
            : UmapEmbedding.Run(graph, components, dimensions, guide, Few, 3, threads);
    }

    private static double Recall(HeadVectors head, EmbeddingResult map) =>
        new FidelityMeter(head, Joint(head), Metric.Euclidean).Measure(map.Points, map.Dimensions).AttentionRecall3!.Value;

    private static double Divergence(HeadVectors head, float[] points) =>
        NaiveGuide.Divergence(head, [.. points.Select(x => (double)x)], 2, s => 1 / (1 + s));
}
