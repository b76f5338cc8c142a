using AttentionViz.Numerics.Neighbours;
using AttentionViz.Numerics.Tsne;

namespace AttentionViz.Numerics.Tests.Tsne;

public class TsneForcesTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Compute_AnyPositions_IsTheGradientOfTheDivergence(int dimensions)
    {
        const int N = 37;
        var forces = Forces(N, dimensions);
        forces.Compute(1, CancellationToken.None);
        var gradient = forces.Gradient.Select(g => (float[])g.Clone()).ToArray();
        const float H = 1e-2f;
        for (var i = 0; i < N; i++)
        {
            for (var d = 0; d < dimensions; d++)
            {
                var place = forces.Positions[d][i];
                forces.Positions[d][i] = place + H;
                forces.Compute(1, CancellationToken.None);
                var above = forces.Divergence(CancellationToken.None);
                forces.Positions[d][i] = place - H;
                forces.Compute(1, CancellationToken.None);
                var below = forces.Divergence(CancellationToken.None);
                forces.Positions[d][i] = place;
                // The forces are a quarter of the gradient.
                Assert.Equal((above - below) / (2 * H), 4 * gradient[d][i], 2e-4);
            }
        }
    }

    [Fact]
    public void Compute_AnyPositions_NormalizationIsTheSumOverAllPairs()
    {
        const int N = 50;
        var forces = Forces(N, 2);
        forces.Compute(1, CancellationToken.None);
        double expected = 0;
        for (var i = 0; i < N; i++)
        {
            for (var j = 0; j < N; j++)
            {
                double x = forces.Positions[0][i] - forces.Positions[0][j], y = forces.Positions[1][i] - forces.Positions[1][j];
                expected += i == j ? 0 : 1 / (1 + (x * x) + (y * y));
            }
        }

        Assert.Equal(expected, forces.Normalization, 1e-3);
    }

    private static TsneForces Forces(int n, int dimensions)
    {
        var graph = NearestNeighbours.Find(TestData.Normal(n * 6, 1), 6, 15);
        var forces = new TsneForces(PerplexityAffinities.Symmetric(graph, 15, 5, 1, CancellationToken.None), dimensions, 1, new ExactRepulsion(n, dimensions, 1));
        var start = TestData.Normal(n * dimensions, 2);
        for (var i = 0; i < start.Length; i++)
            forces.Positions[i % dimensions][i / dimensions] = 2 * start[i];
        return forces;
    }
}
