using AttentionViz.Numerics.Linear;
using AttentionViz.Numerics.Tsne;

namespace AttentionViz.Numerics.Tests.Tsne;

public class TsneDescentTests
{
    [Theory]
    [InlineData(2, 0.5)]
    [InlineData(3, 40)]
    public void Step_AnyGradients_FollowsTheRuleOfGains(int dimensions, double rate)
    {
        const int N = 37;
        const double Momentum = 0.8;
        var forces = new TsneForces(new SymmetricSparse(new int[N + 1], [], []), dimensions, 1, new ExactRepulsion(N, dimensions, 1));
        var descent = new TsneDescent(forces);
        var (places, updates, gains) = (new double[dimensions, N], new double[dimensions, N], new double[dimensions, N]);
        for (var step = 0; step < 5; step++)
        {
            for (var d = 0; d < dimensions; d++)
                TestData.Normal(N, (ulong)(10 + (step * 3) + d)).CopyTo(forces.Gradient[d], 0);
            descent.Step(rate, Momentum);
            for (var i = 0; i < N; i++)
            {
                double square = 0;
                for (var d = 0; d < dimensions; d++)
                {
                    if (step == 0)
                        gains[d, i] = 1;
                    double gradient = forces.Gradient[d][i], update = updates[d, i];
                    gains[d, i] = gradient * update < 0 || update == 0 ? gains[d, i] + 0.2 : Math.Max(0.01, gains[d, i] * 0.8);
                    updates[d, i] = (Momentum * update) - (rate * gains[d, i] * gradient);
                    square += updates[d, i] * updates[d, i];
                }

                for (var d = 0; d < dimensions; d++)
                {
                    updates[d, i] *= square > 25 ? 5 / Math.Sqrt(square) : 1;
                    places[d, i] += updates[d, i];
                }
            }

            for (var d = 0; d < dimensions; d++)
            {
                var mean = Enumerable.Range(0, N).Average(i => places[d, i]);
                for (var i = 0; i < N; i++)
                {
                    places[d, i] -= mean;
                    Assert.Equal(places[d, i], forces.Positions[d][i], 1e-4);
                }

                Assert.All(forces.Positions[d][N..], x => Assert.Equal(Coordinates.Nowhere, x));
            }
        }
    }
}
