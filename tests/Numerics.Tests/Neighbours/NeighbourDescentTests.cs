using AttentionViz.Numerics.Neighbours;
using AttentionViz.Numerics.Randomness;

namespace AttentionViz.Numerics.Tests.Neighbours;

public class NeighbourDescentTests
{
    [Theory]
    [InlineData("clusters")]
    [InlineData("uniform")]
    [InlineData("head")]
    [InlineData("duplicates")]
    public void Find_SeveralKindsOfData_FindsNearlyAllNeighbours(string kind)
    {
        const int K = 10;
        var (points, width) = Points(kind);
        var blocks = PointBlocks.Create(points, width, kind == "head" ? Metric.Cosine : Metric.Euclidean);
        var exact = NearestNeighbours.Exact(blocks, K, 1, default);
        var found = NeighbourDescent.Find(blocks, K, 1, 1, default)!;
        Assert.Equal(exact.Metric, found.Metric);
        var hits = 0;
        for (var i = 0; i < exact.Count; i++)
        {
            var row = found.Distances.AsSpan(i * K, K);
            // By distance, as equal points stand for one another.
            var farthest = exact.Distances[(i * K) + K - 1];
            foreach (var distance in row)
                hits += distance <= farthest * (1 + 1e-5f) ? 1 : 0;
            var neighbours = found.Indices.AsSpan(i * K, K).ToArray();
            Assert.Equal(K, neighbours.Distinct().Count());
            Assert.DoesNotContain(i, neighbours);
            Assert.DoesNotContain(-1, neighbours);
            Assert.Equal(row.ToArray().Order(), row.ToArray());
            for (var j = 0; j < K; j += 3)
                Assert.Equal(Math.Sqrt(blocks.SquaredDistance(i, neighbours[j])), blocks.Metric == Metric.Cosine ? Math.Sqrt(2 * row[j]) : row[j], 1e-4);
        }

        Assert.True(hits >= 0.97 * K * exact.Count, $"recall {(double)hits / (K * exact.Count)}");
    }

    [Fact]
    public void Find_ThreadsOneTwoOrFive_GivesTheSameBits()
    {
        var (points, _) = TestData.Clusters(6, 250, 12, 1, 4);
        var blocks = PointBlocks.Create(points, 12, Metric.Euclidean);
        var one = NeighbourDescent.Find(blocks, 7, 1, 3, default)!;
        foreach (var threads in new[] { 2, 5 })
        {
            var other = NeighbourDescent.Find(blocks, 7, threads, 3, default)!;
            Assert.Equal(one.Indices, other.Indices);
            Assert.Equal(one.Distances, other.Distances);
        }
    }

    [Fact]
    public void Find_EqualPoints_AreAtZero()
    {
        var blocks = PointBlocks.Create(Enumerable.Repeat(0.1f, 4 * 700).ToArray(), 4, Metric.Euclidean);
        Assert.All(NeighbourDescent.Find(blocks, 5, 1, 1, default)!.Distances, d => Assert.Equal(0, d));
    }

    [Fact]
    public void Find_FewPointsManyNeighbours_HoldsAllOthers()
    {
        var blocks = PointBlocks.Create(TestData.Normal(30 * 3, 1), 3, Metric.Euclidean);
        var graph = NeighbourDescent.Find(blocks, 29, 1, 1, default)!;
        for (var i = 0; i < 30; i++)
            Assert.Equal(Enumerable.Range(0, 30).Where(j => j != i), graph.Indices.AsSpan(i * 29, 29).ToArray().Order());
    }

    [Fact]
    public void Find_FarGroupSmallerThanK_StillHasKNeighbours()
    {
        const int K = 60;
        var points = TestData.Normal(900 * 3, 6);
        for (var i = 0; i < 40; i++)
            points[i * 3] += 1e4f;
        var blocks = PointBlocks.Create(points, 3, Metric.Euclidean);
        var graph = NeighbourDescent.Find(blocks, K, 1, 1, default)!;
        var exact = NearestNeighbours.Exact(blocks, K, 1, default);
        for (var i = 0; i < 40; i++)
        {
            Assert.Equal(K, graph.Indices.AsSpan(i * K, K).ToArray().Distinct().Count());
            Assert.Equal(exact.Indices.AsSpan(i * K, 39).ToArray(), graph.Indices.AsSpan(i * K, 39).ToArray());
        }
    }

    [Fact]
    public void Find_OneCloudOfManyCoordinates_OwnsThatItMissesTooMany() =>
        Assert.Null(NeighbourDescent.Find(PointBlocks.Create(TestData.Normal(6000 * 128, 7), 128, Metric.Euclidean), 10, 1, 1, default));

    [Fact]
    public void Find_Cancelled_Stops() =>
        Assert.Throws<OperationCanceledException>(
            () => NeighbourDescent.Find(PointBlocks.Create(TestData.Normal(3000, 1), 3, Metric.Euclidean), 5, 1, 1, new CancellationToken(true)));

    private static (float[] Points, int Width) Points(string kind)
    {
        switch (kind)
        {
            case "clusters":
                return (TestData.Clusters(15, 140, 32, 1, 1).Points, 32);
            case "uniform":
                var random = new SeededRandom(2);
                return ([.. Enumerable.Range(0, 2000 * 8).Select(_ => (float)random.NextDouble())], 8);
            case "head":
                var head = TestData.TopicHead(1000, 24, 30, 3);
                return ([.. head.Queries, .. head.Keys], 24);
            default:
                var few = TestData.Normal(60 * 6, 4);
                return ([.. Enumerable.Range(0, 1500).SelectMany(i => few.Skip(i * i % 60 * 6).Take(6))], 6);
        }
    }
}
