using AttentionViz.Numerics;
using AttentionViz.Numerics.Alignment;
using AttentionViz.Numerics.Embedding;
using AttentionViz.Numerics.Neighbours;
using AttentionViz.Numerics.Tsne;
using AttentionViz.Numerics.Umap;
using AttentionViz.Projector.Projection;

namespace AttentionViz.Projector.Tests.Projection;

public class HeadProjectorTests
{
    private static readonly ProjectionOptions AllMaps = new()
    {
        Maps = [new(MapMethod.Pca, 2), new(MapMethod.Tsne, 2), new(MapMethod.Umap, 2), new(MapMethod.Umap, 3), new(MapMethod.Pca, 3)],
        Tsne = new TsneOptions { ExaggerationIterations = 100, MaxIterations = 100 },
        Umap = new UmapOptions { Epochs = 100 },
        Seed = 3,
    };

    private readonly HeadProjector _projector = new(TimeProvider.System);

    [Fact]
    public void Project_HeadWithFewerQueriesThanKeys_MapsEveryQueryThenEveryKey()
    {
        var whole = SampleHead.Create(120);
        // Sequences of 20 keys, of whose tokens only the first 7 ask.
        float[] queries = [.. Enumerable.Range(0, 6).SelectMany(s => whole.Queries[(s * 20 * whole.Width)..(((s * 20) + 7) * whole.Width)])];
        var head = new HeadVectors(
            queries, whole.Keys, whole.Width, whole.Scale, false, [0, 7, 14, 21, 28, 35, 42], keyStarts: whole.KeyStarts);

        var projection = _projector.Project(head, AllMaps);

        Assert.All(projection.Maps, m =>
        {
            Assert.Equal((42 + 120) * m.Map.Spec.Dimensions, m.Map.Points.Length);
            Assert.InRange(m.Fidelity.AttentionRecall3!.Value, 0, 1);
        });
        Assert.Equal(3 / 20.0, projection.Fidelity.AttentionRecall3Random!.Value, 1e-12);
    }

    [Fact]
    public void Project_AllMaps_GivesEachWithPointsAndFigures()
    {
        var head = SampleHead.Create(200);
        var projection = _projector.Project(head, AllMaps);

        Assert.Equal(AllMaps.Maps, projection.Maps.Select(m => m.Map.Spec));
        Assert.All(projection.Maps, m =>
        {
            Assert.Equal(2 * head.QueryCount * m.Map.Spec.Dimensions, m.Map.Points.Length);
            Assert.All(m.Map.Points, x => Assert.True(float.IsFinite(x)));
            Assert.NotNull(m.Fidelity.Correlation);
            Assert.InRange(m.Fidelity.AttentionRecall3!.Value, 0, 1);
            Assert.InRange(m.Fidelity.AttentionRecall10!.Value, 0, 1);
            Assert.InRange(m.Fidelity.Mixing!.Value, 0, 1);
            Assert.InRange(m.Fidelity.KnnRecall10!.Value, 0, 1);
            Assert.InRange(m.Fidelity.Trustworthiness12!.Value, 0.5, 1);
            Assert.Equal(m.Map.Spec.Method == MapMethod.Pca, m.Map.ExplainedVarianceRatio is not null);
            Assert.Equal(m.Map.Spec.Method == MapMethod.Pca, m.Map.Objective is null);
        });
    }

    [Fact]
    public void Project_UnalignedHead_AlignmentRaisesRecallAndMixesTheClouds()
    {
        var head = SampleHead.Create(300);
        var raw = _projector.Project(head, AllMaps with { Alignment = AlignmentMode.None });
        var aligned = _projector.Project(head, AllMaps);
        Assert.True(aligned.Fidelity.AttentionRecall3Aligned > aligned.Fidelity.AttentionRecall3Raw + 0.1);
        Assert.True(aligned.Fidelity.CorrelationAligned < aligned.Fidelity.CorrelationRaw);
        Assert.True(aligned.Maps[1].Fidelity.AttentionRecall3 > aligned.Fidelity.AttentionRecall3Random + 0.1);
        Assert.True(aligned.Maps[1].Fidelity.Mixing > raw.Maps[1].Fidelity.Mixing);
    }

    [Fact]
    public void Project_OneOrTwoThreadsAndAgain_GivesTheSameBits()
    {
        var head = SampleHead.Create(150, causal: true);
        var first = _projector.Project(head, AllMaps);
        foreach (var threads in new[] { 1, 2 })
        {
            var again = _projector.Project(head, AllMaps with { Threads = threads });
            Assert.Equal(first.Alignment.C, again.Alignment.C);
            Assert.Equal(first.Fidelity, again.Fidelity);
            for (var m = 0; m < first.Maps.Count; m++)
            {
                Assert.Equal(first.Maps[m].Map.Points, again.Maps[m].Map.Points);
                Assert.Equal(first.Maps[m].Fidelity, again.Maps[m].Fidelity);
            }
        }
    }

    [Fact]
    public void Project_OneMapAlone_IsTheSameAsAmongOthers()
    {
        var head = SampleHead.Create(100);
        var among = _projector.Project(head, AllMaps);
        foreach (var map in among.Maps)
            Assert.Equal(map.Map.Points, _projector.Project(head, AllMaps with { Maps = [map.Map.Spec] }).Maps[0].Map.Points);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Project_AttentionWeights_RaiseRecallAndLeaveGeometryAsItIs(bool causal)
    {
        var head = SampleHead.Create(240, causal);
        MapSpec[] plain = [new(MapMethod.Tsne, 2), new(MapMethod.Umap, 2)];
        var alone = _projector.Project(head, new ProjectionOptions { Maps = plain });
        var all = _projector.Project(head, new ProjectionOptions { Maps = [.. plain, .. plain.Select(m => m with { AttentionWeight = 0.35 }), .. plain.Select(m => m with { AttentionWeight = 0.7 })], Threads = 2 });
        string[] names = ["tsne-2d", "umap-2d", "tsne-2d-w0.35", "umap-2d-w0.35", "tsne-2d-w0.7", "umap-2d-w0.7"];
        Assert.Equal(names, all.Maps.Select(m => m.Map.Spec.Name));
        for (var m = 0; m < 2; m++)
        {
            Assert.Equal(alone.Maps[m].Map.Points, all.Maps[m].Map.Points);
            Assert.True(all.Maps[m + 2].Fidelity.AttentionRecall3 > all.Maps[m].Fidelity.AttentionRecall3);
            Assert.True(all.Maps[m + 4].Fidelity.AttentionRecall3 > all.Maps[m + 2].Fidelity.AttentionRecall3);
        }
    }

    [Theory]
    [InlineData(MapMethod.Pca, 0.5, "only Tsne and Umap can be guided")]
    [InlineData(MapMethod.Tsne, -0.5, "AttentionWeight is -0.5; it must lie in 0 to 1")]
    [InlineData(MapMethod.Umap, double.NaN, "AttentionWeight is NaN")]
    public void Project_AttentionWeightOutOfRange_IsNamed(MapMethod method, double weight, string says)
    {
        var options = AllMaps with { Maps = [new MapSpec(method, 2, weight)] };
        var fault = Assert.Throws<ArgumentException>(() => _projector.Project(SampleHead.Create(60), options));
        Assert.Contains(says, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Project_CosineMetric_IgnoresTheLengthOfVectors()
    {
        var head = SampleHead.Create(60);
        var scaled = new HeadVectors(
            [.. head.Queries.Select(x => 8 * x)], [.. head.Keys.Select(x => 4 * x)], head.Width, head.Scale, false, head.QueryStarts);
        var options = AllMaps with { Metric = Metric.Cosine, Alignment = AlignmentMode.None };
        var left = _projector.Project(head, options);
        var right = _projector.Project(scaled, options);
        Assert.Equal(left.Maps[1].Map.Points, right.Maps[1].Map.Points);
    }

    [Fact]
    public void Project_Progress_NamesEveryStageFromStartToEnd()
    {
        var reports = new List<(string Stage, double Fraction)>();
        var projection = _projector.Project(SampleHead.Create(60), AllMaps, (stage, fraction) => reports.Add((stage, fraction)));
        string[] expected = ["align", "components", "neighbours", "pca-2d", "tsne-2d", "umap-2d", "umap-3d", "pca-3d", "fidelity"];
        Assert.Equal(expected, reports.Select(r => r.Stage).Distinct());
        Assert.Equal(expected, projection.Seconds.Select(s => s.Stage));
        foreach (var stage in reports.GroupBy(r => r.Stage))
        {
            Assert.Equal(0, stage.First().Fraction);
            Assert.Equal(1, stage.Last().Fraction);
            Assert.Equal(stage.Select(r => r.Fraction).Order(), stage.Select(r => r.Fraction));
        }
    }

    [Fact]
    public void Project_CancelledInAMap_Stops()
    {
        using var source = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => _projector.Project(
            SampleHead.Create(60),
            AllMaps,
            (stage, _) =>
            {
                if (stage == "umap-2d")
                    source.Cancel();
            },
            source.Token));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    public void Project_FewTokens_GivesFiniteMapsAndLeavesOutUndefinedFigures(int tokens)
    {
        var projection = _projector.Project(SampleHead.Create(tokens), AllMaps);
        Assert.All(projection.Maps, m => Assert.All(m.Map.Points, x => Assert.True(float.IsFinite(x))));
        Assert.Null(projection.Maps[0].Fidelity.Trustworthiness12);
        if (tokens == 1)
            Assert.Equal(StopReason.TooFewPoints, projection.Maps[1].Map.StopReason);
    }

    [Fact]
    public void Project_NoTokens_Refuses() =>
        Assert.Contains(
            "no tokens",
            Assert.Throws<ArgumentException>(() => _projector.Project(new HeadVectors([], [], 4, 1, false, [0]), AllMaps)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Project_PerplexityBeyondThePoints_IsRefusedBeforeAnyWork()
    {
        var stages = new List<string>();
        var error = Assert.Throws<ArgumentException>(() => _projector.Project(
            SampleHead.Create(20),
            AllMaps with { Tsne = new TsneOptions { Perplexity = 30 } },
            (stage, _) => stages.Add(stage)));
        Assert.StartsWith("Perplexity is 30 with 40 points", error.Message, StringComparison.Ordinal);
        Assert.Empty(stages);
    }

    [Fact]
    public void Project_BadOptions_AreNamed()
    {
        foreach (var (options, expected) in new[]
        {
            (AllMaps with { Threads = 0 }, "Threads is 0"),
            (AllMaps with { Maps = [new(MapMethod.Pca, 4)] }, "Dimensions is 4"),
            (AllMaps with { Maps = [new((MapMethod)9, 2)] }, "Method is 9"),
            (AllMaps with { Maps = [new(MapMethod.Pca, 2), new(MapMethod.Pca, 2)] }, "Maps holds a method, dimension and attention weight twice"),
            (AllMaps with { Alignment = (AlignmentMode)7 }, "Alignment is 7"),
            (AllMaps with { Umap = new UmapOptions { Neighbours = 0 } }, "Neighbours is 0"),
        })
        {
            var error = Assert.Throws<ArgumentException>(() => _projector.Project(SampleHead.Create(20), options));
            Assert.StartsWith(expected, error.Message, StringComparison.Ordinal);
        }
    }
}
