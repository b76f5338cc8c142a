using AttentionViz.Numerics.Comparison;
using AttentionViz.Numerics.Randomness;

namespace AttentionViz.Numerics.Tests.Comparison;

public sealed class JensenShannonTests
{
    [Fact]
    public void Distance_RandomDistributions_IsTheRootOfTheDefinitionAndAMetric()
    {
        var random = new SeededRandom(8);
        for (var round = 0; round < 200; round++)
        {
            var (p, q, r) = (Draw(random, 13), Draw(random, 13), Draw(random, 13));
            var divergence = 0.0;
            for (var i = 0; i < p.Length; i++)
            {
                var middle = (p[i] + q[i]) / 2;
                if (p[i] > 0) divergence += p[i] * Math.Log(p[i] / middle) / Math.Log(2) / 2;
                if (q[i] > 0) divergence += q[i] * Math.Log(q[i] / middle) / Math.Log(2) / 2;
            }

            Assert.Equal(Math.Sqrt(divergence), Of(p, q), 1e-12);
            Assert.Equal(Of(p, q), Of(q, p), 1e-12);
            Assert.InRange(Of(p, q), 0, 1);
            Assert.True(Of(p, r) <= Of(p, q) + Of(q, r) + 1e-12);
        }
    }

    [Fact]
    public void Distance_NothingInCommon_IsOne() => Assert.Equal(1, Of([0.5, 0.5, 0, 0], [0, 0, 0.25, 0.75]), 1e-15);

    [Fact]
    public void Distance_TheSame_IsZeroToTheBit()
    {
        var random = new SeededRandom(9);
        for (var round = 0; round < 50; round++)
        {
            var p = Draw(random, 20);
            Assert.Equal(0.0, Of(p, [.. p]));
        }
    }

    [Fact]
    public void Distance_TinyWeights_StaysFinite() => Assert.InRange(Of([1, 1e-310, 0], [1e-310, 1, 0]), 0.999, 1);

    private static double Of(double[] p, double[] q) => JensenShannon.Distance(p, q, new double[2 * p.Length]);

    /// <summary>Some are 0, as behind a causal mask.</summary>
    private static double[] Draw(SeededRandom random, int length)
    {
        var values = Enumerable.Range(0, length).Select(_ => random.Next(3) == 0 ? 0 : Math.Exp(3 * random.NextNormal())).ToArray();
        values[0] += 0.1;
        var sum = values.Sum();
        return [.. values.Select(v => v / sum)];
    }
}
