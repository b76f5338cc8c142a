using AttentionViz.Numerics.Randomness;
using AttentionViz.Numerics.Tsne;

namespace AttentionViz.Numerics.Tests.Tsne;

public class SampledMeshErrorTests
{
    [Theory]
    [InlineData(50)]
    [InlineData(1000)]
    public void Measure_ForcesOffByAShare_IsThatShare(int count)
    {
        var random = new SeededRandom(1);
        var positions = Coordinates.Positions(3, count);
        foreach (var coordinate in positions)
        {
            for (var i = 0; i < count; i++)
                coordinate[i] = (float)(3 * random.NextNormal());
        }

        var (exact, _) = NaiveForces.Of(positions, count);
        foreach (var share in new[] { 0, 0.01, 0.5 })
        {
            var forces = exact.Select(coordinate => coordinate.Select(force => (float)(force * (1 + share))).ToArray()).ToArray();
            Assert.Equal(share, SampledError.Measure(positions, forces, count, 2, CancellationToken.None), 1e-5);
        }
    }

    [Fact]
    public void Measure_NoForcesAtAll_IsZero() =>
        Assert.Equal(0, SampledError.Measure(Coordinates.Positions(3, 40), Coordinates.Zeros(3, 40), 40, 1, CancellationToken.None));
}
