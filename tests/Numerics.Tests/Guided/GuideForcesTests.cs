using AttentionViz.Numerics.Guided;
using AttentionViz.Numerics.Umap;

namespace AttentionViz.Numerics.Tests.Guided;

public class GuideForcesTests
{
    private static readonly DistanceCurve Curve = DistanceCurve.Fit(0.1, 1);

    [Theory]
    [InlineData(2, false, false)]
    [InlineData(3, true, false)]
    [InlineData(2, false, true)]
    public void Add_Student_IsTheGradientOfTheDivergence(int dimensions, bool causal, bool cross) =>
        CheckGradient(new StudentSimilarity(), s => 1 / (1 + s), dimensions, causal, cross);

    [Theory]
    [InlineData(2, true, false)]
    [InlineData(3, false, true)]
    public void Add_Curve_IsTheGradientOfTheDivergence(int dimensions, bool causal, bool cross) =>
        CheckGradient(new CurveSimilarity(Curve), s => 1 / (1 + (Curve.A * Math.Pow(s, Curve.B))), dimensions, causal, cross);

    [Fact]
    public void Add_OneOrThreeThreads_GivesTheSameBits()
    {
        var head = TestData.Head(200, 6, 5);
        var positions = Columns([.. TestData.Normal(800, 9).Select(x => (double)x)], 2);
        var (one, three) = (Zeros(2, head.Points), Zeros(2, head.Points));
        var keys = AttendedKeys.Of(head);
        var left = new GuideForces<StudentSimilarity>(keys, default, 2, 1).Add(positions, 1, one, null, default);
        var right = new GuideForces<StudentSimilarity>(keys, default, 2, 3).Add(positions, 1, three, null, default);
        Assert.Equal(left, right);
        Assert.Equal(one, three);
    }

    [Fact]
    public void Add_PointsAtOnePlace_StaysFinite()
    {
        var head = TestData.Head(60, 4, 5);
        var (gradient, curvature) = (Zeros(2, head.Points), new float[head.Points]);
        var value = new GuideForces<CurveSimilarity>(AttendedKeys.Of(head), new CurveSimilarity(Curve), 2, 1)
            .Add(Zeros(2, head.Points), 1, gradient, curvature, default);
        Assert.True(double.IsFinite(value));
        Assert.All(gradient, g => Assert.All(g, x => Assert.Equal(0, x)));
        Assert.All(curvature, x => Assert.True(float.IsFinite(x) && x >= 0));
    }

    private static void CheckGradient<TSimilarity>(
        TSimilarity similarity, Func<double, double> naive, int dimensions, bool causal, bool cross)
        where TSimilarity : struct, IMapSimilarity
    {
        const double Factor = 0.7, Step = 1e-5;
        var head = cross ? TestData.CrossHead(5, 4, 8) : TestData.Head(50, 4, 8, causal);
        double[] map = [.. TestData.Normal(head.Points * dimensions, 4).Select(x => 1.5 * x)];
        var (gradient, curvature) = (Zeros(dimensions, head.Points), new float[head.Points]);
        var value = new GuideForces<TSimilarity>(AttendedKeys.Of(head), similarity, dimensions, 1)
            .Add(Columns(map, dimensions), Factor, gradient, curvature, default);

        Assert.Equal(NaiveGuide.Divergence(head, map, dimensions, naive), value, 1e-4);
        for (var i = 0; i < map.Length; i += 7)
        {
            var at = map[i];
            map[i] = at + Step;
            var above = NaiveGuide.Divergence(head, map, dimensions, naive);
            map[i] = at - Step;
            var below = NaiveGuide.Divergence(head, map, dimensions, naive);
            map[i] = at;
            Assert.Equal(Factor * (above - below) / (2 * Step), gradient[i % dimensions][i / dimensions], 2e-5);
        }

        Assert.All(curvature, c => Assert.True(c >= 0));
    }

    private static float[][] Zeros(int dimensions, int points) => [.. Enumerable.Range(0, dimensions).Select(_ => new float[points])];

    private static float[][] Columns(double[] map, int dimensions) =>
        [.. Enumerable.Range(0, dimensions).Select(d => Enumerable.Range(0, map.Length / dimensions).Select(i => (float)map[(i * dimensions) + d]).ToArray())];
}
