using AttentionViz.Numerics.Neighbours;
using AttentionViz.Numerics.Umap;

namespace AttentionViz.Numerics.Tests.Umap;

public class SpectralLayoutTests
{
    [Fact]
    public void TryFind_PointsOnARing_LaysThemOutInOrder()
    {
        const int N = 120;
        var points = Enumerable.Range(0, N)
            .SelectMany(i => new[] { (float)Math.Cos(2 * Math.PI * i / N), (float)Math.Sin(2 * Math.PI * i / N) })
            .ToArray();
        var graph = FuzzyGraph.Build(NearestNeighbours.Find(points, 2, 6), 6);
        var layout = SpectralLayout.TryFind(graph, [], 2, 1, 1, CancellationToken.None)!;
        // The two eigenvectors of a ring are a sine and a cosine: the points' angles advance evenly.
        var angles = Enumerable.Range(0, N).Select(i => Math.Atan2(layout[(2 * i) + 1], layout[2 * i])).ToArray();
        var steps = Enumerable.Range(0, N).Select(i => Math.Abs(Math.IEEERemainder(angles[(i + 1) % N] - angles[i], 2 * Math.PI))).ToArray();
        Assert.All(steps, step => Assert.InRange(step, 0.2 * 2 * Math.PI / N, 3 * 2 * Math.PI / N));
    }

    [Fact]
    public void TryFind_GraphInParts_GivesNone()
    {
        var (points, _) = TestData.Clusters(2, 40, 4, 50, 1);
        var graph = FuzzyGraph.Build(NearestNeighbours.Find(points, 4, 5), 5);
        Assert.Null(SpectralLayout.TryFind(graph, [], 2, 1, 1, CancellationToken.None));
    }
}
