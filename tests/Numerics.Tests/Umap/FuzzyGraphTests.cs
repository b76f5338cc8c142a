using AttentionViz.Numerics.Neighbours;
using AttentionViz.Numerics.Umap;

namespace AttentionViz.Numerics.Tests.Umap;

public class FuzzyGraphTests
{
    [Fact]
    public void Build_AnyPoints_HasStrengthsInUnitRangeAndNearestAtOne()
    {
        var graph = NearestNeighbours.Find(TestData.Normal(200 * 6, 1), 6, 14);
        var strengths = FuzzyGraph.Build(graph, 14);
        Assert.All(strengths.Values, v => Assert.InRange(v, 0, 1));
        for (var i = 0; i < strengths.Count; i++)
        {
            var entry = Array.IndexOf(strengths.Columns, graph.Indices[i * 14], strengths.RowStarts[i]);
            Assert.Equal(1, strengths.Values[entry], 1e-6f);
        }
    }

    [Fact]
    public void Build_OneNeighbourhood_StrengthsReachTheLogarithmOfItsSize()
    {
        float[] points = [0, 1, 3, 6, 10, 15, 21];
        var strengths = FuzzyGraph.Build(NearestNeighbours.Find(points, 1, 6), 6);
        // The neighbourhood alone sums to log2 of its size; the union only adds to a strength.
        Assert.True(strengths.Values.Take(6).Sum(v => (double)v) >= Math.Log2(7) - 1e-4);
    }

    [Fact]
    public void Build_EqualPoints_IsFinite() =>
        Assert.All(FuzzyGraph.Build(NearestNeighbours.Find(new float[30], 1, 5), 5).Values, v => Assert.Equal(1, v));
}
