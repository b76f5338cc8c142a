using AttentionViz.Numerics.Linear;

namespace AttentionViz.Numerics.Tests.Linear;

public class ProcrustesTests
{
    [Theory]
    [InlineData(2, false)]
    [InlineData(2, true)]
    [InlineData(3, false)]
    [InlineData(3, true)]
    public void Fit_TurnedAndMovedPoints_ComeBack(int dimensions, bool reflected)
    {
        var points = TestData.Normal(50 * dimensions, 1);
        var (sine, cosine) = Math.SinCos(2.1);
        var moved = new float[points.Length];
        for (var at = 0; at < points.Length; at += dimensions)
        {
            points.AsSpan(at, dimensions).CopyTo(moved.AsSpan(at));
            moved[at] = (float)((cosine * points[at]) - (sine * points[at + 1]) + 4);
            moved[at + 1] = (float)((sine * points[at]) + (cosine * points[at + 1]));
            if (reflected)
                moved[at + dimensions - 1] *= -1;
        }

        var back = Procrustes.Fit(moved, points, dimensions).Apply(moved);

        for (var i = 0; i < points.Length; i++)
            Assert.Equal(points[i], back[i], 5e-6f);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Fit_UnlikePoints_NoOtherRotationIsNearer(int dimensions)
    {
        float[] points = TestData.Normal(40 * dimensions, 2), target = TestData.Normal(40 * dimensions, 3);
        var best = SquaredDistance(Procrustes.Fit(points, target, dimensions).Apply(points), target);
        for (ulong seed = 10; seed < 200; seed++)
        {
            // The fit to noise is a random rotation or reflection.
            var other = Procrustes.Fit(points, TestData.Normal(points.Length, seed), dimensions).Apply(points);
            var centred = Shifted(other, target, dimensions);
            Assert.True(best <= SquaredDistance(centred, target) + 1e-3);
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Fit_PointsOnALineOrInOnePlace_GivesAnOrthogonalMatrix(int dimensions)
    {
        var line = Enumerable.Range(0, 10 * dimensions).Select(i => (float)(i / dimensions)).ToArray();
        foreach (var (points, target) in new[] { (line, line), (line, TestData.Normal(line.Length, 1)), (new float[line.Length], line), (line, new float[line.Length]) })
        {
            var rotation = Procrustes.Fit(points, target, dimensions).Rotation;
            for (var i = 0; i < dimensions; i++)
            {
                for (var j = 0; j < dimensions; j++)
                {
                    var product = Enumerable.Range(0, dimensions).Sum(c => rotation[(i * dimensions) + c] * rotation[(j * dimensions) + c]);
                    Assert.Equal(i == j ? 1 : 0, product, 1e-12);
                }
            }
        }
    }

    [Fact]
    public void Fit_OtherShapes_IsRefused()
    {
        Assert.Contains("at least one whole point", Assert.Throws<ArgumentException>(() => Procrustes.Fit([], [], 2)).Message, StringComparison.Ordinal);
        Assert.Contains("3 points cannot be fitted to 2", Assert.Throws<ArgumentException>(() => Procrustes.Fit(new float[6], new float[4], 2)).Message, StringComparison.Ordinal);
    }

    private static float[] Shifted(float[] points, float[] target, int dimensions)
    {
        double[] own = ColumnMeans.Of(points, dimensions), wanted = ColumnMeans.Of(target, dimensions);
        return [.. points.Select((x, i) => (float)(x - own[i % dimensions] + wanted[i % dimensions]))];
    }

    private static double SquaredDistance(float[] left, float[] right) => left.Zip(right, (l, r) => Math.Pow(l - r, 2)).Sum();
}
