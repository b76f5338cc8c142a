using System.Runtime.Intrinsics;
using AttentionViz.Numerics.Umap;

namespace AttentionViz.Numerics.Tests.Umap;

public class FastPowerTests
{
    [Fact]
    public void Pow_RangeOfDistances_IsWithinAFewUnitsOfTheLastPlace()
    {
        foreach (var exponent in new[] { 0.5f, 0.8951f, 1, 1.7f })
        {
            for (var x = 1e-12f; x < 1e8f; x *= 1.0137f)
            {
                var expected = Math.Pow(x, exponent);
                Assert.Equal(1, FastPower.Pow(Vector256.Create(x), Vector256.Create(exponent))[3] / expected, 1e-5);
            }
        }
    }
}
