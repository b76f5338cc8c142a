using AttentionViz.Numerics.Neighbours;

namespace AttentionViz.Numerics.Tests.Neighbours;

public class ProjectionTreeTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Grow_AnyPoints_PutsEachInOneSmallLeaf(int kind)
    {
        var points = kind switch
        {
            1 => TestData.Normal(500 * 4, 1),
            2 => new float[500 * 4],
            _ => [.. Enumerable.Range(0, 500 * 4).Select(i => i < 4 ? 1e6f : i % 3)],
        };
        var (order, starts) = ProjectionTree.Grow(points, 4, 20, 1, default);
        Assert.Equal(Enumerable.Range(0, 500), order.Order());
        Assert.Equal(0, starts[0]);
        Assert.Equal(500, starts[^1]);
        for (var leaf = 0; leaf + 1 < starts.Length; leaf++)
            Assert.InRange(starts[leaf + 1] - starts[leaf], 1, 20);
    }
}
