using AttentionViz.Numerics.Randomness;
using AttentionViz.Numerics.Tsne;

namespace AttentionViz.Numerics.Tests.Tsne;

public class SpaceMeshRepulsionTests
{
    private const int Count = 4000;

    [Theory]
    [InlineData(1e-3)]
    [InlineData(0.05)]
    [InlineData(0.2)]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(15)]
    [InlineData(60)]
    [InlineData(200)]
    public void Compute_EvenOrNormalOverASpan_IsAllPairsToTwoInAThousand(double span)
    {
        var random = new SeededRandom(1);
        AgreesWithAllPairs(_ => (span * random.NextDouble(), span * random.NextDouble(), span * random.NextDouble()));
        AgreesWithAllPairs(_ => (span / 6 * random.NextNormal(), span / 6 * random.NextNormal(), span / 6 * random.NextNormal()));
    }

    [Fact]
    public void Compute_TightClustersFarApart_IsAllPairsToTwoInAThousand()
    {
        var random = new SeededRandom(2);
        foreach (var radius in new[] { 3, 50 })
        {
            var plan = AgreesWithAllPairs(i => (
                (radius * Math.Cos(i % 20)) + (0.3 * random.NextNormal()),
                (radius * Math.Sin(7 * (i % 20))) + (0.3 * random.NextNormal()),
                (radius * Math.Cos(3 * (i % 20))) + (0.3 * random.NextNormal())));
            Assert.NotNull(plan);
        }
    }

    [Theory]
    [InlineData(0.01)]
    [InlineData(1)]
    public void Compute_OnALineOrAPlane_IsAllPairsToTwoInAThousand(double step)
    {
        AgreesWithAllPairs(i => (step * i, 0, 0));
        AgreesWithAllPairs(i => (1, 2, step * i));
        AgreesWithAllPairs(i => (step * i, -step * i, step * i));
        AgreesWithAllPairs(i => (5 * step * (i % 60), 3, 5 * step * (i / 60)));
        AgreesWithAllPairs(i => (3, 5 * step * (i % 60), 5 * step * (i / 60)));
    }

    [Fact]
    public void Compute_OneFarFromTheRest_IsAllPairsToTwoInAThousand()
    {
        var random = new SeededRandom(3);
        AgreesWithAllPairs(i => i == 17 ? (400, -300, 200) : (5 * random.NextNormal(), 5 * random.NextNormal(), 5 * random.NextNormal()));
        AgreesWithAllPairs(i => i == 17 ? (0.4, 0, 0) : (3e-4 * random.NextNormal(), 3e-4 * random.NextNormal(), 3e-4 * random.NextNormal()));
    }

    [Fact]
    public void Compute_PointsThatCoincide_IsAllPairsToTwoInAThousand()
    {
        AgreesWithAllPairs(i => (10 * (i % 2), 0, 0));
        AgreesWithAllPairs(i => (4 * (i % 7), 3 * (i % 5), i % 3));
    }

    [Fact]
    public void Compute_AllPointsEqual_ExertsNoForce()
    {
        var positions = Coordinates.Positions(3, Count);
        var forces = Coordinates.Zeros(3, Count);
        Assert.Equal(Count * (Count - 1.0), new SpaceMeshRepulsion(Count, 1).Compute(positions, forces, CancellationToken.None), 1e-3);
        Assert.All(forces, coordinate => Assert.All(coordinate[..Count], force => Assert.Equal(0, force)));
    }

    [Fact]
    public void Compute_PointsThatSpreadOut_StaysWithAllPairsThroughManyPlans()
    {
        var random = new SeededRandom(4);
        var points = Enumerable.Range(0, Count).Select(_ => (X: random.NextNormal(), Y: random.NextNormal(), Z: random.NextNormal())).ToArray();
        var mesh = new SpaceMeshRepulsion(Count, 1);
        var plans = new HashSet<SpacePlan?>();
        for (var span = 0.05; span < 60; span *= 1.2)
        {
            var factor = span;
            plans.Add(AgreesWithAllPairs(i => (factor * points[i].X, factor * points[i].Y, factor * points[i].Z), mesh));
        }

        Assert.InRange(plans.Count, 10, 60);
    }

    [Fact]
    public void Compute_AllPairsCostLess_TakesThem()
    {
        var random = new SeededRandom(5);
        var positions = Positions(_ => (9 * random.NextNormal(), 9 * random.NextNormal(), 9 * random.NextNormal()), 400);
        var (few, exact) = (Coordinates.Zeros(3, 400), Coordinates.Zeros(3, 400));
        var mesh = new SpaceMeshRepulsion(400, 1);
        var z = mesh.Compute(positions, few, CancellationToken.None);
        Assert.Null(mesh.Plan);
        Assert.Equal(new ExactRepulsion(400, 3, 1).Compute(positions, exact, CancellationToken.None), z);
        Assert.Equal(exact[0][..400], few[0][..400]);
    }

    [Fact]
    public void Compute_AnyThreads_GivesTheSameBits()
    {
        var random = new SeededRandom(6);
        var positions = Positions(_ => (60 * random.NextDouble(), 40 * random.NextDouble(), 90 * random.NextDouble()));
        var one = Coordinates.Zeros(3, Count);
        var mesh = new SpaceMeshRepulsion(Count, 1);
        var z = mesh.Compute(positions, one, CancellationToken.None);
        Assert.NotNull(mesh.Plan);
        foreach (var threads in new[] { 2, 5 })
        {
            var many = Coordinates.Zeros(3, Count);
            Assert.Equal(z, new SpaceMeshRepulsion(Count, threads).Compute(positions, many, CancellationToken.None));
            for (var d = 0; d < 3; d++)
                Assert.Equal(one[d][..Count], many[d][..Count]);
        }
    }

    [Fact]
    public void Compute_Cancelled_Stops()
    {
        var positions = Positions(i => (i % 50, i / 50, i % 9));
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => new SpaceMeshRepulsion(Count, 1).Compute(positions, Coordinates.Zeros(3, Count), source.Token));
    }

    /// <summary>Compares with and without AVX-512's reciprocal, and returns the last plan.</summary>
    private static SpacePlan? AgreesWithAllPairs(Func<int, (double X, double Y, double Z)> place, SpaceMeshRepulsion? given = null)
    {
        var positions = Positions(place);
        var exact = Coordinates.Zeros(3, Count);
        var z = new ExactRepulsion(Count, 3, 1).Compute(positions, exact, CancellationToken.None);
        var expected = exact.Select(coordinate => coordinate[..Count].Select(force => (double)force).ToArray()).ToArray();
        SpacePlan? plan = null;
        foreach (var refined in RefinedReciprocal.IsSupported ? new[] { false, true } : [false])
        {
            var mesh = given ?? new SpaceMeshRepulsion(Count, 1, refined);
            var forces = Coordinates.Zeros(3, Count);
            var actual = mesh.Compute(positions, forces, CancellationToken.None);
            plan = mesh.Plan;
            // Where hardly a pair interacts, Z is a small rest of terms of size 1 a point.
            Assert.True(Math.Abs(((actual + Count) / (z + Count)) - 1) < 1e-3, $"Z error {((actual + Count) / (z + Count)) - 1:0.0e0}, {Extent.Of(positions, Count)}, {mesh.Plan}");
            var error = NaiveForces.RelativeError(expected, forces);
            Assert.True(error < 2e-3, $"force error {error:0.0e0}, {Extent.Of(positions, Count)}, {plan}");
        }

        return plan;
    }

    private static float[][] Positions(Func<int, (double X, double Y, double Z)> place, int count = Count)
    {
        var positions = Coordinates.Positions(3, count);
        for (var i = 0; i < count; i++)
        {
            var (x, y, z) = place(i);
            (positions[0][i], positions[1][i], positions[2][i]) = ((float)x, (float)y, (float)z);
        }

        return positions;
    }
}
