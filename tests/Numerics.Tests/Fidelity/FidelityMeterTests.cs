using AttentionViz.Numerics.Alignment;
using AttentionViz.Numerics.Fidelity;
using AttentionViz.Numerics.Neighbours;

namespace AttentionViz.Numerics.Tests.Fidelity;

public class FidelityMeterTests
{
    [Fact]
    public void Measure_HandMadeSequence_GivesTheFiguresByHand()
    {
        // One sequence, all queries 1: logits are the keys themselves, so keys 5, 4, 3 are the most attended.
        var head = new HeadVectors([1, 1, 1, 1, 1, 1], [0, 1, 2, 3, 4, 5], 1, 1, false, [0, 6]);
        var meter = new FidelityMeter(head, [1, 1, 1, 1, 1, 1, 0, 1, 2, 3, 4, 5], Metric.Euclidean);

        // Keys nearest to 1 are 1, then 0 and 2: none of the attended.
        Assert.Equal(0, meter.Head.AttentionRecall3Raw);
        Assert.Equal(0.5, meter.Head.AttentionRecall3Random);

        // A map that puts keys 5 and 4 next to the queries, and key 0 before 3.
        float[] map = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 0, 9, 0, 8, 0, 7, 0, 2, 0, 1, 0];
        var figures = meter.Measure(map, 2);
        Assert.Equal(2 / 3.0, figures.AttentionRecall3!.Value, 1e-12);
        // Ranks of keys 0..5 by logit 1..6, by distance 3 6 5 4 2 1: 1 - 6 * (4 + 16 + 4 + 0 + 9 + 25) / 210.
        Assert.Equal(1 - (6 * 58 / 210.0), figures.Correlation!.Value, 1e-12);
        // Six keys and twelve points are too few for the others.
        Assert.Null(figures.AttentionRecall10);
        Assert.Null(figures.Mixing);
        Assert.Null(figures.Trustworthiness12);
    }

    [Fact]
    public void Measure_Causal_LooksOnlyAtEarlierKeys()
    {
        // Only the last two queries have more than 3 keys; the last key is the most attended of the last query alone.
        var head = new HeadVectors([1, 1, 1, 1, 1], [0, 1, 2, 3, 9], 1, 1, true, [0, 5]);
        var meter = new FidelityMeter(head, new float[10], Metric.Euclidean);
        // Queries 3 and 4 attend keys {3, 2, 1} and {9, 3, 2}; random would find 3 of 4 and 3 of 5.
        Assert.Equal(((3 / 4.0) + (3 / 5.0)) / 2, meter.Head.AttentionRecall3Random!.Value, 1e-12);
        // All points equal: the nearest are keys 0, 1, 2 by index; 2 of 3 and 1 of 3 are right.
        Assert.Equal(0.5, meter.Head.AttentionRecall3Aligned!.Value, 1e-12);
    }

    [Theory]
    [InlineData(false, Metric.Euclidean)]
    [InlineData(true, Metric.Euclidean)]
    [InlineData(true, Metric.Cosine)]
    public void Measure_RandomHead_EqualsNaiveFigures(bool causal, Metric metric) =>
        AssertEqualsNaive(TestData.Head(70, 5, 1, causal), metric);

    [Theory]
    [InlineData(Metric.Euclidean)]
    [InlineData(Metric.Cosine)]
    public void Measure_CrossHead_EqualsNaiveFigures(Metric metric) => AssertEqualsNaive(TestData.CrossHead(6, 5, 1), metric);

    private static void AssertEqualsNaive(HeadVectors head, Metric metric)
    {
        var aligned = HeadAligner.Align(head, AlignmentMode.TranslateScale).Apply(head);
        var map = TestData.Normal(head.Points * 2, 2);
        var meter = new FidelityMeter(head, aligned, metric);
        var figures = meter.Measure(map, 2);
        var naive = new NaiveFidelity(head, aligned, metric, map, 2);

        Assert.Equal(naive.Correlation(naive.Raw), meter.Head.CorrelationRaw!.Value, 1e-9);
        Assert.Equal(naive.Correlation(naive.Aligned), meter.Head.CorrelationAligned!.Value, 1e-9);
        Assert.Equal(naive.Correlation(naive.Map), figures.Correlation!.Value, 1e-9);
        Assert.Equal(naive.SequenceRecall(naive.Raw), meter.Head.AttentionRecall3Raw!.Value, 1e-9);
        Assert.Equal(naive.SequenceRecall(naive.Aligned), meter.Head.AttentionRecall3Aligned!.Value, 1e-9);
        Assert.Equal(naive.SequenceRecall(naive.Map), figures.AttentionRecall3!.Value, 1e-9);
        Assert.Equal(naive.CorpusRecall(naive.Raw), meter.Head.AttentionRecall10Raw!.Value, 1e-9);
        Assert.Equal(naive.CorpusRecall(naive.Aligned), meter.Head.AttentionRecall10Aligned!.Value, 1e-9);
        Assert.Equal(naive.CorpusRecall(naive.Map), figures.AttentionRecall10!.Value, 1e-9);
        Assert.Equal(naive.Mixing(naive.Raw), meter.Head.MixingRaw!.Value, 1e-9);
        Assert.Equal(naive.Mixing(naive.Aligned), meter.Head.MixingAligned!.Value, 1e-9);
        Assert.Equal(naive.Mixing(naive.Map), figures.Mixing!.Value, 1e-9);
        Assert.Equal(naive.KnnRecall(naive.Raw), meter.Head.KnnRecall10Raw!.Value, 1e-9);
        Assert.Equal(naive.KnnRecall(naive.Map), figures.KnnRecall10!.Value, 1e-9);
        Assert.Equal(naive.WithinTypeKnnRecall(naive.Raw), meter.Head.WithinTypeKnnRecallRaw!.Value, 1e-9);
        Assert.Equal(naive.WithinTypeKnnRecall(naive.Map), figures.WithinTypeKnnRecall!.Value, 1e-9);
        Assert.Equal(naive.Trustworthiness(naive.Raw), meter.Head.Trustworthiness12Raw!.Value, 1e-9);
        Assert.Equal(naive.Trustworthiness(naive.Map), figures.Trustworthiness12!.Value, 1e-9);
    }

    [Theory]
    [InlineData(AlignmentMode.Translate)]
    [InlineData(AlignmentMode.TranslateScale)]
    public void Measure_OneFactorAndShift_LeavesNeighboursOfAKindAsTheyWere(AlignmentMode mode)
    {
        var head = TestData.Head(80, 4, 9);
        Assert.Equal(1, new FidelityMeter(head, HeadAligner.Align(head, mode).Apply(head), Metric.Euclidean).Head.WithinTypeKnnRecallRaw);
    }

    [Fact]
    public void Measure_ShuffledMaps_ComeToTheBaselinesOfChance()
    {
        var head = TestData.CrossHead(8, 5, 7);
        var meter = new FidelityMeter(head, HeadAligner.Align(head, AlignmentMode.Translate).Apply(head), Metric.Euclidean, new FidelityOptions { Shuffles = 1 });
        var maps = Enumerable.Range(0, 300).Select(i => meter.Measure(TestData.Normal(head.Points * 2, (ulong)(100 + i)), 2)).ToArray();
        Assert.Equal(meter.Head.AttentionRecall3Random!.Value, maps.Average(m => m.AttentionRecall3!.Value), 0.01);
        Assert.Equal(meter.Head.AttentionRecall10Random!.Value, maps.Average(m => m.AttentionRecall10!.Value), 0.01);
        Assert.Equal(meter.Head.MixingRandom!.Value, maps.Average(m => m.Mixing!.Value), 0.01);
        Assert.Equal(meter.Head.KnnRecall10Random!.Value, maps.Average(m => m.KnnRecall10!.Value), 0.005);
        Assert.Equal(meter.Head.WithinTypeKnnRecallRandom!.Value, maps.Average(m => m.WithinTypeKnnRecall!.Value), 0.005);
        Assert.Equal(meter.Head.Trustworthiness12Random!.Value, maps.Average(m => m.Trustworthiness12!.Value), 0.005);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(12)]
    public void Measure_AlikePointsOfOneSequence_GivesFiguresOrNone(int tokens)
    {
        var ones = Enumerable.Repeat(1f, tokens * 3).ToArray();
        var head = new HeadVectors(ones, ones, 3, 1, false, [0, tokens]);
        var meter = new FidelityMeter(head, [.. ones, .. ones], Metric.Euclidean);
        var figures = meter.Measure(new float[tokens * 4], 2);
        Assert.Null(figures.AttentionRecall3Low);
        Assert.Null(figures.AttentionRecall3High);
        Assert.Equal(tokens > 3 ? 1 : 0, figures.AttentionRecall3Sequences);
        Assert.Null(figures.Correlation);
        Assert.Equal(tokens > 3, figures.AttentionRecall3 is 1 && figures.AttentionRecall3P is > 0 and <= 1);
        Assert.Equal(tokens > 10, figures.AttentionRecall10 is 1);
        Assert.Equal(tokens > 11, figures.WithinTypeKnnRecall is 1);
        Assert.Equal(tokens > 10, meter.Head.MixingRandom is not null);
    }

    [Fact]
    public void Measure_NoSequenceLongEnough_HasNoRecallOfAttention()
    {
        var head = new HeadVectors(TestData.Normal(60, 1), TestData.Normal(60, 2), 2, 1, false, [.. Enumerable.Range(0, 11).Select(s => s * 3)]);
        var figures = new FidelityMeter(head, [.. head.Queries, .. head.Keys], Metric.Euclidean).Measure(TestData.Normal(120, 3), 2);
        Assert.Null(figures.AttentionRecall3);
        Assert.Null(figures.AttentionRecall3Low);
        Assert.Null(figures.AttentionRecall3P);
        Assert.Equal(0, figures.AttentionRecall3Sequences);
        Assert.NotNull(figures.KnnRecall10);
    }

    [Fact]
    public void Measure_OneKindTooSmall_CountsTheOtherAlone()
    {
        // 4 queries a sequence of two, 30 keys: queries have too few of their kind to be asked for 10.
        var head = new HeadVectors(TestData.Normal(16, 1), TestData.Normal(120, 2), 2, 1, false, [0, 4, 8], keyStarts: [0, 30, 60]);
        var aligned = TestData.Normal(136, 3);
        var meter = new FidelityMeter(head, aligned, Metric.Euclidean);
        Assert.Equal(10 / 59.0, meter.Head.WithinTypeKnnRecallRandom!.Value, 1e-12);
        Assert.Equal(1, meter.Measure(aligned, 2).WithinTypeKnnRecall);
    }

    [Fact]
    public void Measure_MapEqualToAlignedSpace_IsPerfectWhereItMustBe()
    {
        var head = TestData.Head(60, 2, 3);
        var aligned = HeadAligner.Align(head, AlignmentMode.Translate).Apply(head);
        var meter = new FidelityMeter(head, aligned, Metric.Euclidean);
        var figures = meter.Measure(aligned, 2);
        Assert.Equal(1, figures.KnnRecall10);
        Assert.Equal(1, figures.WithinTypeKnnRecall);
        Assert.Equal(1, figures.Trustworthiness12);
        Assert.Equal(meter.Head.CorrelationAligned, figures.Correlation);
        Assert.Equal(meter.Head.AttentionRecall3Aligned, figures.AttentionRecall3);
        Assert.Equal(meter.Head.AttentionRecall10Aligned, figures.AttentionRecall10);
    }

    [Fact]
    public void Measure_SampledQueries_ComesNearTheWhole()
    {
        var head = TestData.Head(600, 4, 4);
        var aligned = HeadAligner.Align(head, AlignmentMode.Translate).Apply(head);
        var whole = new FidelityMeter(head, aligned, Metric.Euclidean, new FidelityOptions { MaxPairs = 100_000, MaxPoints = 1000 });
        var sampled = new FidelityMeter(head, aligned, Metric.Euclidean, new FidelityOptions { MaxQueries = 200, MaxPairs = 3000, MaxPoints = 100 });
        Assert.Equal(whole.Head.AttentionRecall3Aligned!.Value, sampled.Head.AttentionRecall3Aligned!.Value, 0.08);
        Assert.Equal(whole.Head.CorrelationAligned!.Value, sampled.Head.CorrelationAligned!.Value, 0.06);
        Assert.NotEqual(whole.Head.CorrelationAligned, sampled.Head.CorrelationAligned);
        Assert.Equal(whole.Head.MixingAligned!.Value, sampled.Head.MixingAligned!.Value, 0.08);
        var map = TestData.Normal(head.Points * 2, 5);
        Assert.Equal(whole.Measure(map, 2).Trustworthiness12!.Value, sampled.Measure(map, 2).Trustworthiness12!.Value, 0.03);
    }

    [Fact]
    public void Measure_OneOrTwoThreads_GivesTheSameFigures()
    {
        var head = TestData.Head(200, 4, 5);
        var map = TestData.Normal(400 * 3, 6);
        var aligned = HeadAligner.Align(head, AlignmentMode.Translate).Apply(head);
        var one = new FidelityMeter(head, aligned, Metric.Euclidean, new FidelityOptions { Threads = 1 });
        var two = new FidelityMeter(head, aligned, Metric.Euclidean, new FidelityOptions { Threads = 2 });
        Assert.Equal(one.Head, two.Head);
        Assert.Equal(one.Measure(map, 3), two.Measure(map, 3));
    }
}
