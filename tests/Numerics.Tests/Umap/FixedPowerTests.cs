using System.Runtime.Intrinsics;
using AttentionViz.Numerics.Umap;

namespace AttentionViz.Numerics.Tests.Umap;

public class FixedPowerTests
{
    [Fact]
    public void Of_RangeOfDistances_IsWithinTwoParts100Thousand()
    {
        foreach (var exponent in new[] { 0.4f, 0.8951f, 1, 1.7f, 2.4f })
        {
            var power = new FixedPower(exponent);
            for (var x = 1e-12f; x < 1e8f; x *= 1.0137f)
                Assert.Equal(1, power.Of(Vector512.Create(x))[3] / Math.Pow(x, exponent), 2e-5);
        }
    }

    [Fact]
    public void Of_Zero_IsNextToNothing() => Assert.InRange(new FixedPower(0.9).Of(Vector512<float>.Zero)[7], 0, 1e-30f);
}
