using AttentionViz.Numerics;
using AttentionViz.Numerics.Neighbours;
using AttentionViz.Projector.Projection;

namespace AttentionViz.Projector.Tests.Projection;

public class PointPlacerTests
{
    [Theory]
    [InlineData(MapMethod.Pca, 3, Metric.Euclidean)]
    [InlineData(MapMethod.Tsne, 2, Metric.Euclidean)]
    [InlineData(MapMethod.Umap, 2, Metric.Cosine)]
    public void Place_LaterVectorsEqualToEarlierOnes_StandWhereThoseStand(MapMethod method, int dimensions, Metric metric)
    {
        var head = SampleHead.Create(150);
        var options = new ProjectionOptions { Maps = [new(method, dimensions)], Metric = metric };
        var projection = new HeadProjector(TimeProvider.System).Project(head, options);
        var map = projection.Maps[0].Map;
        var later = new HeadVectors(head.Queries[..(20 * head.Width)], head.Keys[..(20 * head.Width)], head.Width, head.Scale, false, [0, 20]);

        var places = PointPlacer.Place(projection.Alignment.Apply(head), map, projection.Alignment.Apply(later), head.Width, options);

        Assert.Equal(40 * dimensions, places.Length);
        var radius = Math.Sqrt(map.Points.Sum(x => (double)x * x) / head.Points);
        var displacements = Enumerable.Range(0, 40).Select(i =>
        {
            var row = i < 20 ? i : i - 20 + head.QueryCount;
            return Math.Sqrt(Enumerable.Range(0, dimensions).Sum(d => Math.Pow(places[(i * dimensions) + d] - map.Points[(row * dimensions) + d], 2)));
        });
        Assert.True(displacements.Order().ElementAt(20) < 0.03 * radius);
    }
}
