using AttentionViz.Numerics.Neighbours;
using CsCheck;

namespace AttentionViz.Numerics.Tests.Neighbours;

public class NearestNeighboursTests
{
    [Fact]
    public void Find_AnyPoints_EqualsNaiveSearch() =>
        Gen.Select(Gen.Int[1, 90], Gen.Int[1, 20], Gen.Int[1, 30], Gen.Enum<Metric>(), Gen.ULong).Sample((n, width, k, metric, seed) =>
        {
            // Whole coordinates make equal distances common, which puts the tie-break to the test.
            var points = TestData.Normal(n * width, seed).Select(x => MathF.Round(x)).ToArray();
            var graph = NearestNeighbours.Find(points, width, k, metric);
            Assert.Equal(Math.Min(k, n - 1), graph.K);
            for (var i = 0; i < n; i++)
            {
                var distances = Enumerable.Range(0, n).Select(j => Distance(points, width, metric, i, j)).ToArray();
                var expected = distances.Where((_, j) => j != i).Order().Take(graph.K).ToArray();
                var found = graph.Indices.AsSpan(i * graph.K, graph.K).ToArray();
                Assert.DoesNotContain(i, found);
                Assert.Equal(found.Length, found.Distinct().Count());
                for (var j = 0; j < graph.K; j++)
                {
                    Assert.Equal(expected[j], graph.Distances[(i * graph.K) + j], 1e-4);
                    Assert.Equal(expected[j], distances[found[j]], 1e-4);
                    if (metric == Metric.Euclidean && j > 0 && expected[j] == expected[j - 1])
                        Assert.True(found[j] > found[j - 1], "equal distances come by index");
                }
            }
        });

    [Fact]
    public void Find_TwoThreads_GivesTheSameBits()
    {
        var points = TestData.Normal(500 * 7, 3);
        var one = NearestNeighbours.Find(points, 7, 25, Metric.Cosine, 1);
        var two = NearestNeighbours.Find(points, 7, 25, Metric.Cosine, 2);
        Assert.Equal(one.Indices, two.Indices);
        Assert.Equal(one.Distances, two.Distances);
    }

    [Fact]
    public void Find_FarFromTheOrigin_KeepsSmallDistances()
    {
        float[] points = [10_000, 0, 10_000.01f, 0, 10_000.03f, 0];
        var graph = NearestNeighbours.Find(points, 2, 1);
        Assert.Equal([1, 0, 1], graph.Indices);
        Assert.Equal(10_000.01f - 10_000f, graph.Distances[0], 1e-6f);
    }

    [Fact]
    public void Find_EqualPoints_AreAtZero() =>
        Assert.All(NearestNeighbours.Find(Enumerable.Repeat(0.1f, 60).ToArray(), 3, 5).Distances, d => Assert.Equal(0, d));

    [Fact]
    public void Find_KBelowOne_Refuses() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => NearestNeighbours.Find(new float[4], 2, 0));

    private static double Distance(float[] points, int width, Metric metric, int i, int j)
    {
        double dot = 0, left = 0, right = 0, square = 0;
        for (var w = 0; w < width; w++)
        {
            double a = points[(i * width) + w], b = points[(j * width) + w];
            dot += a * b;
            left += a * a;
            right += b * b;
            square += (a - b) * (a - b);
        }

        if (metric == Metric.Euclidean)
            return Math.Sqrt(square);
        if (left == 0 || right == 0)
            return left == right ? 0 : 0.5;
        return 1 - (dot / Math.Sqrt(left * right));
    }
}
