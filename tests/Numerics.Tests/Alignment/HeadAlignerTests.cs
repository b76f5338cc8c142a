using AttentionViz.Numerics.Alignment;
using AttentionViz.Numerics.Fidelity;
using AttentionViz.Numerics.Neighbours;

namespace AttentionViz.Numerics.Tests.Alignment;

public class HeadAlignerTests
{
    [Fact]
    public void Align_None_ChangesNothing()
    {
        var head = TestData.Head(80, 8, 1);
        var alignment = HeadAligner.Align(head, AlignmentMode.None);
        Assert.Equal([.. head.Queries, .. head.Keys], alignment.Apply(head));
        Assert.Empty(alignment.Curve);
        Assert.Equal(alignment.CorrelationBefore, alignment.CorrelationAfter);
    }

    [Theory]
    [InlineData(AlignmentMode.Translate)]
    [InlineData(AlignmentMode.TranslateScale)]
    public void Align_AnyTranslation_MakesTheMeansMeet(AlignmentMode mode)
    {
        var head = TestData.Head(300, 8, 2, keyShift: 5);
        var points = HeadAligner.Align(head, mode).Apply(head);
        var queries = ColumnMeans.Of(points.AsSpan(0, head.Queries.Length), 8);
        var keys = ColumnMeans.Of(points.AsSpan(head.Queries.Length), 8);
        for (var w = 0; w < 8; w++)
            Assert.Equal(queries[w], keys[w], 1e-4);
    }

    [Fact]
    public void Align_PlantedShift_IsRecovered()
    {
        var head = TestData.Head(400, 6, 3);
        float[] shift = [1, -2, 3, -4, 5, -6];
        var moved = new HeadVectors(
            head.Queries, [.. head.Keys.Select((k, i) => k + shift[i % 6])], 6, head.Scale, false, head.QueryStarts);
        var before = HeadAligner.Align(head, AlignmentMode.Translate);
        var after = HeadAligner.Align(moved, AlignmentMode.Translate);
        for (var w = 0; w < 6; w++)
            Assert.Equal(shift[w], before.Translation[w] - after.Translation[w], 1e-4);
        Assert.Equal(before.CorrelationAfter!.Value, after.CorrelationAfter!.Value, 1e-4);
    }

    [Theory]
    [InlineData(0.03)]
    [InlineData(0.4)]
    [InlineData(7)]
    public void Align_PlantedScaleAndShift_IsRecovered(double planted)
    {
        var head = TestData.Head(600, 8, 4);
        var plain = HeadAligner.Align(head, AlignmentMode.TranslateScale);
        var scaled = new HeadVectors(
            [.. head.Queries.Select(q => (float)(q * planted))],
            [.. head.Keys.Select((k, i) => (float)((k / planted) + (i % 8)))],
            8, head.Scale, false, head.QueryStarts);
        var found = HeadAligner.Align(scaled, AlignmentMode.TranslateScale);
        Assert.Equal(1, found.C * planted / plain.C, 0.02);
        Assert.Equal(plain.CorrelationAfter!.Value, found.CorrelationAfter!.Value, 0.01);
    }

    [Fact]
    public void Align_UnbalancedHead_BringsBothCloudsToComparableWidth()
    {
        // Queries and keys are noisy copies of one another, apart from the scale: the right c undoes it.
        var head = TestData.Head(800, 8, 5, queryScale: 6, keyScale: 1.0 / 6);
        var alignment = HeadAligner.Align(head, AlignmentMode.TranslateScale);
        Assert.InRange(alignment.C, 1.0 / 12, 1.0 / 3);
        Assert.True(alignment.CorrelationAfter < alignment.CorrelationBefore);
    }

    [Fact]
    public void Align_HeadsOfTopics_RaisesAttentionRecallOnAverage()
    {
        double raw = 0, aligned = 0;
        for (ulong seed = 1; seed <= 6; seed++)
        {
            var head = TestData.TopicHead(tokens: 500, width: 32, topics: 12, seed);
            var alignment = HeadAligner.Align(head, AlignmentMode.TranslateScale);
            var figures = new FidelityMeter(head, alignment.Apply(head), Metric.Euclidean).Head;
            raw += figures.AttentionRecall3Raw!.Value / 6;
            aligned += figures.AttentionRecall3Aligned!.Value / 6;
        }

        Assert.True(aligned > raw + 0.15, $"recall {raw} before, {aligned} after");
    }

    [Fact]
    public void Align_TranslateScale_KeepsTheWholeCurveAndTakesItsMinimum()
    {
        var options = new AlignmentOptions();
        var alignment = HeadAligner.Align(TestData.Head(500, 8, 6), AlignmentMode.TranslateScale, options);
        Assert.True(alignment.Curve.Count > options.ScanPoints);
        Assert.Equal(alignment.Curve.OrderBy(p => p.C), alignment.Curve);
        Assert.Equal(alignment.Curve.MinBy(p => p.Correlation).C, alignment.C);
        Assert.All(alignment.Curve, p =>
        {
            Assert.InRange(p.Correlation, -1, 1);
            Assert.True(p.PairCount >= options.MinPairs, $"only {p.PairCount} pairs at c = {p.C}");
            Assert.True(p.NearDistance > 0);
        });
        Assert.True(alignment.Curve.Select(p => p.NearDistance).Distinct().Count() > 10, "d0 must follow c");
    }

    [Fact]
    public void Align_FewPairs_WidensUntilEnoughAreNear()
    {
        // 300 pairs: the nearest twentieth would be 15.
        var head = new HeadVectors(TestData.Normal(300 * 4, 1), TestData.Normal(300 * 4, 2), 4, 0.5f, false, [.. Enumerable.Range(0, 301)]);
        var alignment = HeadAligner.Align(head, AlignmentMode.TranslateScale);
        Assert.All(alignment.Curve, p => Assert.InRange(p.PairCount, 200, 299));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Align_TooFewTokens_TakesABalancedScale(int tokens)
    {
        var head = new HeadVectors(TestData.Normal(tokens * 3, 1), TestData.Normal(tokens * 3, 2), 3, 1, true, [0, tokens]);
        var alignment = HeadAligner.Align(head, AlignmentMode.TranslateScale);
        Assert.True(double.IsFinite(alignment.C) && alignment.C > 0);
        Assert.All(alignment.Apply(head), x => Assert.True(float.IsFinite(x)));
    }

    [Fact]
    public void Align_EqualVectors_HasNoCorrelationAndScaleOne()
    {
        var same = Enumerable.Repeat(0.1f, 40).ToArray();
        var head = new HeadVectors(same, same, 4, 1, false, [0, 10]);
        var alignment = HeadAligner.Align(head, AlignmentMode.TranslateScale);
        Assert.Equal(1, alignment.C);
        Assert.Null(alignment.CorrelationAfter);
    }

    [Fact]
    public void Align_MeansOfTheCorpusGiven_UsesThem()
    {
        var head = new HeadVectors([1, 2], [3, 4], 1, 1, false, [0, 2], queryMeans: [10], keyMeans: [4]);
        Assert.Equal([6f], HeadAligner.Align(head, AlignmentMode.Translate).Translation);
    }

    [Fact]
    public void Align_Cancelled_Stops()
    {
        var head = TestData.Head(100, 4, 7);
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.Throws<OperationCanceledException>(() => HeadAligner.Align(head, AlignmentMode.TranslateScale, null, source.Token));
    }
}
