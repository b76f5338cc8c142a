using AttentionViz.Numerics.Neighbours;
using AttentionViz.Numerics.Randomness;

namespace AttentionViz.Numerics.Tests.Neighbours;

public class ExactSearchTests
{
    [Theory]
    [InlineData(97, 1, 3, "whole")]
    [InlineData(130, 3, 1, "whole")]
    [InlineData(301, 17, 12, "whole")]
    [InlineData(193, 64, 14, "whole")]
    [InlineData(257, 33, 90, "normal")]
    [InlineData(449, 64, 14, "normal")]
    [InlineData(300, 24, 14, "offset")]
    [InlineData(300, 48, 10, "outliers")]
    [InlineData(300, 16, 10, "duplicates")]
    public void Find_MoreThanAPanel_EqualsNaiveSearchInDoublePrecision(int n, int width, int k, string kind)
    {
        foreach (var metric in new[] { Metric.Euclidean, Metric.Cosine })
        {
            var points = Points(n, width, kind, 1);
            Assert.True(ExactSearch.Suits(n, k));
            var graph = NearestNeighbours.Find(points, width, k, metric);
            var compared = (float[])points.Clone();
            if (metric == Metric.Cosine)
                UnitLength.Normalize(compared, width);
            for (var i = 0; i < n; i++)
            {
                var squares = Enumerable.Range(0, n).Select(j => Square(compared, width, i, j)).ToArray();
                var expected = Enumerable.Range(0, n).Where(j => j != i).OrderBy(j => squares[j]).ThenBy(j => j).Take(k).ToArray();
                var found = graph.Indices.AsSpan(i * k, k).ToArray();
                if (kind == "whole" && metric == Metric.Euclidean)
                    Assert.Equal(expected, found);
                Assert.DoesNotContain(i, found);
                Assert.Equal(k, found.Distinct().Count());
                for (var j = 0; j < k; j++)
                {
                    // Distances may swap only where they differ by the rounding of a float sum.
                    var square = squares[expected[j]];
                    Assert.Equal(square, squares[found[j]], (1e-5 * square) + 1e-12);
                    Assert.Equal(metric == Metric.Cosine ? square / 2 : Math.Sqrt(square), graph.Distances[(i * k) + j], (1e-4 * square) + 1e-6);
                }
            }
        }
    }

    [Fact]
    public void Find_ThreadsOneTwoOrFive_GivesTheSameBits()
    {
        var points = TestData.Normal(701 * 9, 3);
        var one = NearestNeighbours.Find(points, 9, 25);
        foreach (var threads in new[] { 2, 5 })
        {
            var other = NearestNeighbours.Find(points, 9, 25, threads: threads);
            Assert.Equal(one.Indices, other.Indices);
            Assert.Equal(one.Distances, other.Distances);
        }
    }

    [Fact]
    public void Find_SquaresBeyondAFloat_StillNamesOtherPoints()
    {
        var points = TestData.Normal(200 * 4, 8).Select(x => 1e25f * x).ToArray();
        var graph = NearestNeighbours.Find(points, 4, 5);
        for (var i = 0; i < 200; i++)
        {
            var found = graph.Indices.AsSpan(i * 5, 5).ToArray();
            Assert.DoesNotContain(i, found);
            Assert.Equal(5, found.Distinct().Count());
        }
    }

    [Fact]
    public void Find_Cancelled_Stops() =>
        Assert.Throws<OperationCanceledException>(() => NearestNeighbours.Find(TestData.Normal(3000, 1), 3, 5, cancellation: new CancellationToken(true)));

    private static float[] Points(int n, int width, string kind, ulong seed)
    {
        var points = TestData.Normal(n * width, seed);
        var random = new SeededRandom(seed);
        for (var i = 0; i < n; i++)
        {
            var row = points.AsSpan(i * width, width);
            for (var w = 0; w < width; w++)
            {
                row[w] = kind switch
                {
                    "whole" => MathF.Round(row[w]),
                    "offset" => 1000 + (0.01f * row[w]),
                    "outliers" => i % 50 == 7 ? 1e4f * row[w] : row[w],
                    _ => row[w],
                };
            }

            if (kind == "duplicates" && i > 20)
                points.AsSpan(random.Next(20) * width, width).CopyTo(row);
        }

        return points;
    }

    private static double Square(float[] points, int width, int i, int j)
    {
        double square = 0;
        for (var w = 0; w < width; w++)
            square += Math.Pow((double)points[(i * width) + w] - points[(j * width) + w], 2);
        return square;
    }
}
