using AttentionViz.Numerics.Embedding;
using AttentionViz.Numerics.Linear;
using AttentionViz.Numerics.Tsne;
using AttentionViz.Projector.Projection;

namespace AttentionViz.Projector.Tests.Projection;

public class EarlierMapTests
{
    private const int Dimensions = 2;

    private readonly HeadProjector _projector = new(TimeProvider.System);

    [Theory]
    [InlineData(MapMethod.Tsne)]
    [InlineData(MapMethod.Umap)]
    public void Project_FromAnEarlierMap_PointsStayNearerThanFromTheirOwnStart(MapMethod method)
    {
        var (spec, head) = (new MapSpec(method, Dimensions), SampleHead.Create(200));
        var plain = Map(spec, new ProjectionOptions { Seed = 1 });
        // Arranged otherwise than a map that starts by itself would be.
        var first = Map(spec, From(new ProjectionOptions { Seed = 1 }, plain with { Points = Folded(plain.Points) }));
        var other = new ProjectionOptions { Seed = 2, Tsne = new TsneOptions { Perplexity = 20 } };

        var continued = Map(spec, From(other, first));
        var alone = Map(spec, other);

        Assert.True(continued.IsContinued);
        Assert.False(alone.IsContinued);
        double stayed = Moved(continued.Points, first.Points), moved = Moved(alone.Points, first.Points);
        Assert.True(stayed < 0.6 * moved, $"{stayed} against {moved}");
        Assert.True(continued.Objective < 1.1 * alone.Objective, $"{continued.Objective} against {alone.Objective}");
        Assert.Equal(continued.Points, Map(spec, From(other with { Threads = 2 }, first)).Points);

        ReducedMap Map(MapSpec wanted, ProjectionOptions options) => _projector.Project(head, options with { Maps = [wanted] }).Maps[0].Map;
    }

    [Fact]
    public void Project_EarlierComponentsMirrored_KeepsTheirSigns()
    {
        var head = SampleHead.Create(60);
        var options = new ProjectionOptions { Maps = [new(MapMethod.Pca, 3)] };
        var map = _projector.Project(head, options).Maps[0].Map;
        float[] mirrored = [.. map.Points.Select((x, i) => i % 3 == 1 ? -x : x)];

        var continued = _projector.Project(head, From(options, map with { Points = mirrored })).Maps[0].Map;

        Assert.Equal(mirrored, continued.Points);
        Assert.Equal(map.ExplainedVarianceRatio, continued.ExplainedVarianceRatio);
    }

    [Theory]
    [InlineData(MapMethod.Tsne)]
    [InlineData(MapMethod.Umap)]
    [InlineData(MapMethod.Pca)]
    public void Project_EarlierMapAllInOnePlace_StartsAsEver(MapMethod method)
    {
        var head = SampleHead.Create(40);
        var options = new ProjectionOptions { Maps = [new(method, Dimensions)] };
        var plain = _projector.Project(head, options).Maps[0].Map;

        var map = _projector.Project(head, From(options, plain with { Points = new float[160] })).Maps[0].Map;

        Assert.False(map.IsContinued);
        Assert.Equal(plain.Points, map.Points);
    }

    [Fact]
    public void Project_PointsAllEqual_StayAtTheOrigin()
    {
        var matrix = new float[50 * 4];
        var spec = new MapSpec(MapMethod.Tsne, Dimensions);
        var options = new ProjectionOptions { EarlierMaps = new Dictionary<MapSpec, float[]> { [spec] = [.. Enumerable.Range(0, 100).Select(i => (float)i)] } };

        var map = new MatrixProjector(TimeProvider.System).Project(matrix, 4, spec, options).Map;

        Assert.Equal((StopReason.NoVariance, false), (map.StopReason, map.IsContinued));
    }

    [Fact]
    public void Project_EarlierMapOfOtherPoints_IsRefusedBeforeAnyWork()
    {
        var spec = new MapSpec(MapMethod.Umap, Dimensions);
        var stages = new List<string>();
        foreach (var (map, says) in new[] { (new float[78], "78 values; 40 points have 80"), (Enumerable.Repeat(float.NaN, 80).ToArray(), "Row 0, column 0 is NaN") })
        {
            var options = new ProjectionOptions { Maps = [spec], EarlierMaps = new Dictionary<MapSpec, float[]> { [spec] = map } };
            var error = Assert.Throws<ArgumentException>(() => _projector.Project(SampleHead.Create(20), options, (stage, _) => stages.Add(stage)));
            Assert.Contains(says, error.Message, StringComparison.Ordinal);
        }

        Assert.Empty(stages);
    }

    private static ProjectionOptions From(ProjectionOptions options, ReducedMap map) =>
        options with { EarlierMaps = new Dictionary<MapSpec, float[]> { [map.Spec] = map.Points } };

    /// <summary>Points of a plane as complex numbers, squared.</summary>
    private static float[] Folded(float[] points)
    {
        var radius = points.Max(Math.Abs);
        return [.. Enumerable.Range(0, points.Length / 2).SelectMany(i =>
        {
            var (x, y) = (points[2 * i], points[(2 * i) + 1]);
            return new[] { ((x * x) - (y * y)) / radius, 2 * x * y / radius };
        })];
    }

    /// <summary>Median distance of points, in radii of the map: islands drift apart for as long as t-SNE runs, which no eye minds.</summary>
    private static double Moved(float[] map, float[] earlier)
    {
        var (target, own) = (Unit(earlier), Unit(map));
        var laidOver = Procrustes.Fit(own, target, Dimensions).Apply(own);
        return Enumerable.Range(0, map.Length / Dimensions)
            .Select(i => Math.Sqrt(Math.Pow(laidOver[2 * i] - target[2 * i], 2) + Math.Pow(laidOver[(2 * i) + 1] - target[(2 * i) + 1], 2)))
            .Order().ElementAt(map.Length / 4);
    }

    private static float[] Unit(float[] map)
    {
        var radius = Math.Sqrt(map.Sum(x => (double)x * x) * Dimensions / map.Length);
        return [.. map.Select(x => (float)(x / radius))];
    }
}
