using AttentionViz.Numerics.Pca;

namespace AttentionViz.Numerics.Tests.Pca;

public class PrincipalComponentsTests
{
    [Fact]
    public void Fit_PointsOnALine_GivesTheirPlacesAlongIt()
    {
        // (3, 4) / 5 is the direction; the larger loading, 4 / 5, is positive, so scores rise with t.
        float[] t = [-2, -1, 0, 1, 2];
        var points = t.SelectMany(x => new[] { 1 + (3 * x), 2 + (4 * x) }).ToArray();
        var components = PrincipalComponents.Fit(points, 2, 2);
        for (var i = 0; i < t.Length; i++)
        {
            Assert.Equal(5 * t[i], components.Scores[2 * i], 1e-5f);
            Assert.Equal(0, components.Scores[(2 * i) + 1], 1e-5f);
        }

        Assert.Equal(25 * 10 / 4.0, components.ExplainedVariance[0], 1e-9);
        Assert.Equal(1, components.ExplainedVarianceRatio[0], 1e-12);
    }

    [Fact]
    public void Fit_KnownCovariance_GivesItsEigenvalues()
    {
        // Points x = (2 a, b, c / 2) with a, b, c = +-1 in all combinations: covariance diag(4, 1, 1/4) * 8 / 7.
        var points = Enumerable.Range(0, 8)
            .SelectMany(i => new[] { (i & 1) == 0 ? 2f : -2f, (i & 2) == 0 ? 1f : -1f, (i & 4) == 0 ? 0.5f : -0.5f })
            .ToArray();
        var components = PrincipalComponents.Fit(points, 3, 3);
        Assert.Equal(4 * 8 / 7.0, components.ExplainedVariance[0], 1e-12);
        Assert.Equal(8 / 7.0, components.ExplainedVariance[1], 1e-12);
        Assert.Equal(0.25 * 8 / 7.0, components.ExplainedVariance[2], 1e-12);
        Assert.Equal(4 / 5.25, components.ExplainedVarianceRatio[0], 1e-12);
        Assert.Equal(points, components.Scores);
    }

    [Fact]
    public void Fit_MorePointsOrMoreCoordinates_KeepsAllDistances()
    {
        foreach (var (n, width) in new[] { (40, 3), (4, 30) })
        {
            var points = TestData.Normal(n * width, 5);
            var scores = PrincipalComponents.Fit(points, width, 3).Scores;
            for (var i = 0; i < n; i++)
            {
                for (var j = 0; j < n; j++)
                    Assert.Equal(Distance(points, width, i, j), Distance(scores, 3, i, j), 1e-5);
            }
        }
    }

    [Fact]
    public void Fit_PointsInAnotherOrder_GivesTheSameScores()
    {
        var points = TestData.Normal(30 * 4, 6);
        var forward = PrincipalComponents.Fit(points, 4, 2).Scores;
        var backward = PrincipalComponents.Fit([.. points.Chunk(4).Reverse().SelectMany(p => p)], 4, 2).Scores;
        Assert.Equal(forward, backward.Chunk(2).Reverse().SelectMany(p => p), (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(50)]
    public void Fit_NoVariance_GivesZeros(int n)
    {
        var components = PrincipalComponents.Fit(Enumerable.Repeat(0.1f, n * 3).ToArray(), 3, 2);
        Assert.All(components.Scores, x => Assert.Equal(0, x));
        Assert.Equal([0.0, 0.0], components.ExplainedVarianceRatio);
    }

    [Fact]
    public void Fit_OneColumn_LeavesFurtherComponentsZero()
    {
        var components = PrincipalComponents.Fit([1, 2, 3], 1, 2);
        Assert.Equal([-1f, 0, 0, 0, 1, 0], components.Scores);
    }

    private static double Distance(float[] points, int width, int i, int j)
    {
        double square = 0;
        for (var w = 0; w < width; w++)
            square += Math.Pow(points[(i * width) + w] - points[(j * width) + w], 2);
        return Math.Sqrt(square);
    }
}
