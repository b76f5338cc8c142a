using AttentionViz.Numerics.Umap;

namespace AttentionViz.Numerics.Tests.Umap;

public class DistanceCurveTests
{
    // Values the reference implementation prints for these settings.
    [Theory]
    [InlineData(0.1, 1, 1.5769, 0.8951)]
    [InlineData(0.5, 1, 0.5830, 1.3342)]
    [InlineData(0.001, 1, 1.9291, 0.7915)]
    public void Fit_UsualSettings_GivesTheKnownCurve(double minDistance, double spread, double a, double b)
    {
        var curve = DistanceCurve.Fit(minDistance, spread);
        Assert.Equal(a, curve.A, 2e-3);
        Assert.Equal(b, curve.B, 2e-3);
    }

    [Fact]
    public void Fit_ScaledSpread_ScalesTheCurve()
    {
        var one = DistanceCurve.Fit(0.1, 1);
        var ten = DistanceCurve.Fit(1, 10);
        Assert.Equal(one.At(0.7), ten.At(7), 1e-6);
    }
}
