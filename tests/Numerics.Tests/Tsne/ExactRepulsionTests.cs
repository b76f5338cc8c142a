using AttentionViz.Numerics.Tsne;

namespace AttentionViz.Numerics.Tests.Tsne;

public class ExactRepulsionTests
{
    [Theory]
    [InlineData(4, 2, 1.0)]
    [InlineData(16, 2, 3.0)]
    [InlineData(17, 3, 3.0)]
    [InlineData(131, 3, 30.0)]
    [InlineData(1100, 2, 20.0)]
    [InlineData(1100, 3, 1e-4)]
    public void Compute_EitherReciprocal_IsTheSumOverAllPairs(int n, int dimensions, double width)
    {
        var positions = Positions(n, dimensions, width);
        var (expected, z) = NaiveForces.Of(positions, n);
        foreach (var refined in RefinedReciprocal.IsSupported ? new[] { false, true } : [false])
        {
            var forces = Coordinates.Zeros(dimensions, n);
            var actual = new ExactRepulsion(n, 1, ExactRepulsion.Kernel(dimensions, refined)).Compute(positions, forces, CancellationToken.None);
            Assert.Equal(1, actual / z, 1e-5);
            Assert.True(NaiveForces.RelativeError(expected, forces) < 2e-5);
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Compute_AnyThreads_GivesTheSameBits(int dimensions)
    {
        const int N = 1500;
        var positions = Positions(N, dimensions, 10);
        var one = Coordinates.Zeros(dimensions, N);
        var z = new ExactRepulsion(N, dimensions, 1).Compute(positions, one, CancellationToken.None);
        foreach (var threads in new[] { 2, 5 })
        {
            var many = Coordinates.Zeros(dimensions, N);
            Assert.Equal(z, new ExactRepulsion(N, dimensions, threads).Compute(positions, many, CancellationToken.None));
            Assert.Equal(one, many);
        }
    }

    [Fact]
    public void Compute_EqualPoints_ExertsNoForce()
    {
        const int N = 100;
        var forces = Coordinates.Zeros(2, N);
        Assert.Equal(N * (N - 1.0), new ExactRepulsion(N, 2, 1).Compute(Coordinates.Positions(2, N), forces, CancellationToken.None), 1e-2);
        Assert.All(forces, coordinate => Assert.All(coordinate[..N], force => Assert.Equal(0, force)));
    }

    private static float[][] Positions(int n, int dimensions, double width)
    {
        var positions = Coordinates.Positions(dimensions, n);
        for (var d = 0; d < dimensions; d++)
            TestData.Normal(n, (ulong)d + 1).Select(x => (float)(width * x)).ToArray().CopyTo(positions[d], 0);
        return positions;
    }
}
