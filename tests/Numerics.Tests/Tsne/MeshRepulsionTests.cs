using AttentionViz.Numerics.Randomness;
using AttentionViz.Numerics.Tsne;

namespace AttentionViz.Numerics.Tests.Tsne;

public class MeshRepulsionTests
{
    private const int Count = 3000;

    [Theory]
    [InlineData(1e-4)]
    [InlineData(2e-3)]
    [InlineData(0.01)]
    [InlineData(0.1)]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(10)]
    [InlineData(30)]
    [InlineData(100)]
    [InlineData(200)]
    [InlineData(1000)]
    public void Compute_UniformOverASpan_IsAllPairsToOneInAThousand(double span)
    {
        var random = new SeededRandom(1);
        AgreesWithAllPairs(_ => (span * random.NextDouble(), span * random.NextDouble()));
        AgreesWithAllPairs(_ => (span / 6 * random.NextNormal(), span / 6 * random.NextNormal()));
    }

    [Fact]
    public void Compute_TightClustersFarApart_IsAllPairsToOneInAThousand()
    {
        var random = new SeededRandom(2);
        AgreesWithAllPairs(i => ((50 * Math.Cos(i % 20)) + (0.3 * random.NextNormal()), (50 * Math.Sin(7 * (i % 20))) + (0.3 * random.NextNormal())));
        AgreesWithAllPairs(i => ((3 * Math.Cos(i % 20)) + (0.3 * random.NextNormal()), (3 * Math.Sin(7 * (i % 20))) + (0.3 * random.NextNormal())));
    }

    [Fact]
    public void Compute_OneFarFromTheRest_IsAllPairsToOneInAThousand()
    {
        var random = new SeededRandom(3);
        AgreesWithAllPairs(i => i == 17 ? (400, -300) : (5 * random.NextNormal(), 5 * random.NextNormal()));
    }

    [Theory]
    [InlineData(0.001)]
    [InlineData(0.02)]
    [InlineData(1)]
    public void Compute_OnALine_IsAllPairsToOneInAThousand(double step)
    {
        AgreesWithAllPairs(i => (step * i, 0));
        AgreesWithAllPairs(i => (3, step * i));
        AgreesWithAllPairs(i => (step * i, -step * i));
    }

    [Fact]
    public void Compute_PointsThatCoincide_IsAllPairsToOneInAThousand()
    {
        AgreesWithAllPairs(i => (4 * (i % 7), 3 * (i % 5)));
        AgreesWithAllPairs(i => (3 * (i % 2), 0));
    }

    [Fact]
    public void Compute_AllPointsEqual_ExertsNoForce()
    {
        var positions = Coordinates.Positions(2, Count);
        var forces = Coordinates.Zeros(2, Count);
        Assert.Equal(Count * (Count - 1.0), new MeshRepulsion(Count, 1).Compute(positions, forces, CancellationToken.None), 1e-3);
        Assert.All(forces, coordinate => Assert.All(coordinate[..Count], force => Assert.Equal(0, force)));
    }

    [Fact]
    public void Compute_PointsThatSpreadOut_StaysWithAllPairs()
    {
        var random = new SeededRandom(4);
        var (xs, ys) = (Normal(random), Normal(random));
        var mesh = new MeshRepulsion(Count, 1);
        for (var span = 0.05; span < 400; span *= 1.3)
        {
            var factor = span;
            AgreesWithAllPairs(i => (factor * xs[i], factor * ys[i]), mesh);
        }
    }

    [Fact]
    public void Compute_AnyThreads_GivesTheSameBits()
    {
        var random = new SeededRandom(5);
        var positions = Positions(_ => (20 * random.NextNormal(), 12 * random.NextNormal()));
        var one = Coordinates.Zeros(2, Count);
        var z = new MeshRepulsion(Count, 1).Compute(positions, one, CancellationToken.None);
        foreach (var threads in new[] { 2, 5 })
        {
            var many = Coordinates.Zeros(2, Count);
            Assert.Equal(z, new MeshRepulsion(Count, threads).Compute(positions, many, CancellationToken.None));
            Assert.Equal(one[0][..Count], many[0][..Count]);
            Assert.Equal(one[1][..Count], many[1][..Count]);
        }
    }

    [Fact]
    public void Compute_Cancelled_Stops()
    {
        var positions = Positions(i => (i % 50, i / 50));
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => new MeshRepulsion(Count, 1).Compute(positions, Coordinates.Zeros(2, Count), source.Token));
    }

    private static void AgreesWithAllPairs(Func<int, (double X, double Y)> place, MeshRepulsion? mesh = null)
    {
        var positions = Positions(place);
        var exact = Coordinates.Zeros(2, Count);
        var z = new ExactRepulsion(Count, 2, 1).Compute(positions, exact, CancellationToken.None);
        var expected = exact.Select(coordinate => coordinate[..Count].Select(force => (double)force).ToArray()).ToArray();
        var extent = Extent.Of(positions, Count);
        foreach (var refined in RefinedReciprocal.IsSupported ? new[] { false, true } : [false])
        {
            var forces = Coordinates.Zeros(2, Count);
            var actual = (mesh ?? new MeshRepulsion(Count, 1, refined)).Compute(positions, forces, CancellationToken.None);
            // Where hardly a pair interacts, Z is a small rest of terms of size 1 a point.
            Assert.Equal(1, (actual + Count) / (z + Count), 1e-3);
            var error = NaiveForces.RelativeError(expected, forces);
            // Within so little, the rounding of potentials near n shows in forces that are small against them.
            var allowed = Math.Max(extent.Width, extent.Height) is > 0.08f and < 0.4f ? 2e-3 : 1e-3;
            Assert.True(error < allowed, $"force error {error:0.0e0}, {extent}");
        }
    }

    private static float[][] Positions(Func<int, (double X, double Y)> place)
    {
        var positions = Coordinates.Positions(2, Count);
        for (var i = 0; i < Count; i++)
        {
            var (x, y) = place(i);
            positions[0][i] = (float)x;
            positions[1][i] = (float)y;
        }

        return positions;
    }

    private static double[] Normal(SeededRandom random) => [.. Enumerable.Range(0, Count).Select(_ => random.NextNormal())];
}
