using AttentionViz.Numerics.Neighbours;
using AttentionViz.Numerics.Tsne;

namespace AttentionViz.Numerics.Tests.Tsne;

public class PerplexityAffinitiesTests
{
    [Theory]
    [InlineData(2, Metric.Euclidean)]
    [InlineData(12.5, Metric.Euclidean)]
    [InlineData(30, Metric.Cosine)]
    public void Conditional_AnyPerplexity_IsMet(double perplexity, Metric metric)
    {
        var k = (int)(3 * perplexity);
        var graph = NearestNeighbours.Find(TestData.Normal(200 * 10, 1), 10, k, metric);
        var conditional = PerplexityAffinities.Conditional(graph, k, perplexity, 1, CancellationToken.None);
        foreach (var row in conditional.Chunk(k))
        {
            Assert.Equal(1, row.Sum(), 1e-12);
            var entropy = -row.Where(p => p > 0).Sum(p => p * Math.Log(p));
            Assert.Equal(perplexity, Math.Exp(entropy), 1e-3);
        }
    }

    [Fact]
    public void Symmetric_AnyPoints_SumsToOneAndIsSymmetric()
    {
        var graph = NearestNeighbours.Find(TestData.Normal(150 * 5, 2), 5, 40);
        var p = PerplexityAffinities.Symmetric(graph, 30, 10, 2, CancellationToken.None);
        Assert.Equal(1, p.Values.Sum(v => (double)v), 1e-6);
        var entries = new Dictionary<(int, int), float>();
        for (var i = 0; i < p.Count; i++)
        {
            for (var e = p.RowStarts[i]; e < p.RowStarts[i + 1]; e++)
                entries.Add((i, p.Columns[e]), p.Values[e]);
        }

        Assert.All(entries, entry => Assert.Equal(entry.Value, entries[(entry.Key.Item2, entry.Key.Item1)]));
        Assert.All(entries, entry => Assert.NotEqual(entry.Key.Item1, entry.Key.Item2));
    }

    [Fact]
    public void Conditional_EqualDistances_AreEqualShares()
    {
        var graph = NearestNeighbours.Find(new float[20], 1, 6);
        Assert.All(PerplexityAffinities.Conditional(graph, 6, 2, 1, CancellationToken.None), p => Assert.Equal(1 / 6.0, p, 1e-12));
    }

    [Fact]
    public void Conditional_MoreDuplicatesThanThePerplexity_TakesThemAlone()
    {
        var points = Enumerable.Range(0, 12).Select(i => i < 8 ? 0f : i).ToArray();
        var conditional = PerplexityAffinities.Conditional(NearestNeighbours.Find(points, 1, 9), 9, 3, 1, CancellationToken.None);
        Assert.All(conditional[..7], p => Assert.Equal(1 / 7.0, p, 1e-9));
        Assert.All(conditional[7..9], p => Assert.Equal(0, p, 1e-9));
    }
}
