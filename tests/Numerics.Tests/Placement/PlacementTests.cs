using AttentionViz.Numerics.Neighbours;
using AttentionViz.Numerics.Pca;
using AttentionViz.Numerics.Placement;
using AttentionViz.Numerics.Tsne;
using AttentionViz.Numerics.Umap;

namespace AttentionViz.Numerics.Tests.Placement;

public class PlacementTests
{
    [Theory]
    [InlineData(false, 2)]
    [InlineData(false, 3)]
    [InlineData(true, 2)]
    [InlineData(true, 3)]
    public void Place_PointsTheMapKnew_LandNearerThanAnotherRunWouldPutThem(bool umap, int dimensions)
    {
        var data = new HeldOut(umap, dimensions);
        var displacement = HeldOut.MedianDistance(data.Place(data.Added), data.Known, dimensions);
        var jitter = data.Jitter();
        Assert.True(displacement < 2 * jitter, $"{displacement} against {jitter} between two runs");
    }

    [Theory]
    [InlineData(false, 2)]
    [InlineData(true, 3)]
    public void Place_AnyBatchAndThreads_GivesTheSameBits(bool umap, int dimensions)
    {
        var data = new HeldOut(umap, dimensions);
        var added = data.Added;
        var together = data.Place(added);
        Assert.Equal(together, data.Place(added, threads: 3));
        for (var i = 0; i < 100; i += 17)
        {
            Assert.Equal(
                together[(i * dimensions)..((i + 1) * dimensions)],
                data.Place(added.AsSpan(i * HeldOut.Width, HeldOut.Width)));
        }

        Assert.Empty(data.Place([]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Place_ReferencePoints_LandNearlyOnThemselves(bool umap)
    {
        var data = new HeldOut(umap, 2);
        var own = Enumerable.Range(0, data.Reference.Count * 2).Select(i => data.Reference.Positions[i % 2][i / 2]).ToArray();
        var spread = Math.Sqrt(own.Sum(x => (double)x * x) / data.Reference.Count);

        var displacement = HeldOut.MedianDistance(data.Place(data.Reference.Rows), own, 2);

        Assert.True(displacement < 0.02 * spread, $"{displacement} in a map of radius {spread}");
    }

    [Theory]
    [InlineData(Metric.Euclidean)]
    [InlineData(Metric.Cosine)]
    public void PlaceInComponents_AllPoints_AreWhereTheyAre(Metric metric)
    {
        var points = TestData.Normal(60 * 5, 1);
        var prepared = points.ToArray();
        if (metric == Metric.Cosine)
            UnitLength.Normalize(prepared, 5);
        var map = PrincipalComponents.Fit(prepared, 5, 3).Scores;
        Assert.Equal(map, PcaPlacement.Place(ReferenceMap.Create(points, 5, metric, map, 3), points));

        for (var i = 1; i < map.Length; i += 3)
            map[i] = -map[i];
        Assert.Equal(map, PcaPlacement.Place(ReferenceMap.Create(points, 5, metric, map, 3), points));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(12)]
    public void Place_FewReferencePoints_StaysFiniteAndAmongThem(int count)
    {
        var points = TestData.Normal(count * 4, 1);
        var map = TestData.Normal(count * 2, 2);
        var reference = ReferenceMap.Create(points, 4, Metric.Euclidean, map, 2);
        foreach (var placed in new[]
        {
            TsnePlacement.Place(reference, TestData.Normal(20 * 4, 3)),
            UmapPlacement.Place(reference, TestData.Normal(20 * 4, 3)),
            PcaPlacement.Place(reference, TestData.Normal(20 * 4, 3)),
        })
        {
            Assert.Equal(40, placed.Length);
            Assert.All(placed, x => Assert.InRange(x, -20, 20));
        }
    }

    [Fact]
    public void Place_ReferencePointsAllEqual_StaysFinite()
    {
        var reference = ReferenceMap.Create(new float[50 * 4], 4, Metric.Cosine, new float[50 * 3], 3);
        Assert.All(TsnePlacement.Place(reference, TestData.Normal(40, 1)), x => Assert.True(float.IsFinite(x)));
        Assert.All(UmapPlacement.Place(reference, TestData.Normal(40, 1)), x => Assert.True(float.IsFinite(x)));
    }

    [Fact]
    public void Place_WhatDoesNotFit_IsRefused()
    {
        var reference = ReferenceMap.Create(TestData.Normal(40 * 4, 1), 4, Metric.Euclidean, TestData.Normal(80, 2), 2);
        foreach (var place in new Func<float[], float[]>[]
        {
            added => TsnePlacement.Place(reference, added), added => UmapPlacement.Place(reference, added), added => PcaPlacement.Place(reference, added),
        })
        {
            Assert.Contains("7 values are not a whole number of points of width 4", Refusal(() => place(new float[7])), StringComparison.Ordinal);
            Assert.Contains("Row 1, column 2 is NaN", Refusal(() => place([1, 2, 3, 4, 5, 6, float.NaN, 8])), StringComparison.Ordinal);
        }

        Assert.Contains("Perplexity is 20 with 40 points", Refusal(() => TsnePlacement.Place(reference, [], new TsneOptions { Perplexity = 20 })), StringComparison.Ordinal);
        Assert.Contains("Neighbours is 1", Refusal(() => UmapPlacement.Place(reference, [], new UmapOptions { Neighbours = 1 })), StringComparison.Ordinal);
    }

    [Fact]
    public void Create_NoPointsOrOtherShape_IsRefused()
    {
        Assert.Contains("no reference points", Refusal(() => ReferenceMap.Create([], 4, Metric.Euclidean, [], 2)), StringComparison.Ordinal);
        Assert.Contains("The map holds 5 values", Refusal(() => ReferenceMap.Create(new float[12], 4, Metric.Euclidean, new float[5], 2)), StringComparison.Ordinal);
        Assert.Contains("Dimensions is 4", Refusal(() => ReferenceMap.Create(new float[12], 4, Metric.Euclidean, new float[12], 4)), StringComparison.Ordinal);
        Assert.Contains("Row 0, column 1", Refusal(() => ReferenceMap.Create(new float[4], 4, Metric.Euclidean, [0, float.NaN], 2)), StringComparison.Ordinal);
    }

    private static string Refusal(Func<object> work) => Assert.ThrowsAny<ArgumentException>(work).Message;
}
