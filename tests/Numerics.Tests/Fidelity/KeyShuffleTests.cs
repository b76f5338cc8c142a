using AttentionViz.Numerics.Fidelity;
using AttentionViz.Numerics.Neighbours;

namespace AttentionViz.Numerics.Tests.Fidelity;

public class KeyShuffleTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void In_MapsThatKnowNothing_GivesUniformValues(bool causal)
    {
        var head = TestData.Head(90, 4, 3, causal);
        var options = new FidelityOptions { Shuffles = 99 };
        var shuffle = new KeyShuffle(head, new SequenceRecall(head, options), options);
        var values = Enumerable.Range(0, 400)
            .Select(i => shuffle.In(Map(TestData.Normal(head.Points * 2, (ulong)(10 + i))), CancellationToken.None)!.Value).ToArray();
        Assert.All(values, p => Assert.InRange(p, 0.01, 1));
        Assert.InRange(values.Average(), 0.45, 0.58);
        Assert.InRange(values.Count(p => p <= 0.1) / 400.0, 0.05, 0.15);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void In_KeysWhereTheirQueriesAre_IsAsSmallAsItCanBe(bool causal)
    {
        // Query i attends to key i most, then to its neighbours; the map is a line on which both lie at their position.
        var line = Enumerable.Range(0, 40).Select(i => (float)(i % 10)).ToArray();
        var vectors = Enumerable.Range(0, 40).SelectMany(i => Enumerable.Range(0, 10).Select(j => -(float)Math.Pow((i % 10) - j, 2))).ToArray();
        var keys = Enumerable.Range(0, 40).SelectMany(i => Enumerable.Range(0, 10).Select(j => i % 10 == j ? 1f : 0)).ToArray();
        var head = new HeadVectors(vectors, keys, 10, 1, causal, [0, 10, 20, 30, 40]);
        var options = new FidelityOptions();
        var recall = new SequenceRecall(head, options);
        var map = PointBlocks.Create([.. line, .. line], 1, Metric.Euclidean);
        Assert.Equal(1, recall.In(map)!.Value, 0.1);
        Assert.Equal(0.002, new KeyShuffle(head, recall, options).In(map, CancellationToken.None)!.Value, 1e-12);
    }

    [Fact]
    public void In_OneQueryOfFourKeys_CountsEveryShuffleThatDoesAsWell()
    {
        var head = new HeadVectors([1], [3, 2, 1, 0], 1, 1, false, [0, 1], keyStarts: [0, 4]);
        var options = new FidelityOptions { Shuffles = 4000 };
        var shuffle = new KeyShuffle(head, new SequenceRecall(head, options), options);
        // The map's three nearest are the three most attended: a quarter of all shuffles leave the same key last.
        Assert.Equal(0.25, shuffle.In(PointBlocks.Create([0, 1, 2, 3, 4], 1, Metric.Euclidean), CancellationToken.None)!.Value, 0.03);
        // The most attended is last: every shuffle does as well.
        Assert.Equal(1, shuffle.In(PointBlocks.Create([0, 9, 2, 3, 4], 1, Metric.Euclidean), CancellationToken.None));
    }

    [Fact]
    public void In_OneOrTwoThreads_GivesTheSame()
    {
        var head = TestData.Head(120, 4, 3);
        var map = Map(TestData.Normal(head.Points * 2, 1));
        double? With(int threads)
        {
            var options = new FidelityOptions { Threads = threads };
            return new KeyShuffle(head, new SequenceRecall(head, options), options).In(map, CancellationToken.None);
        }

        Assert.Equal(With(1), With(2));
    }

    private static PointBlocks Map(float[] points) => PointBlocks.Create(points, 2, Metric.Euclidean);
}
