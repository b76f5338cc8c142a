using AttentionViz.Numerics.Tsne;

namespace AttentionViz.Numerics.Tests.Tsne;

public class HilbertOrderTests
{
    [Theory]
    [InlineData(2, 16)]
    [InlineData(3, 8)]
    public void Of_WholeLattice_StepsToAdjacentPointsOnly(int dimensions, int side)
    {
        var n = (int)Math.Pow(side, dimensions);
        var positions = Coordinates.Positions(dimensions, n);
        for (var i = 0; i < n; i++)
        {
            for (int d = 0, rest = i; d < dimensions; d++, rest /= side)
                positions[d][i] = rest % side;
        }

        var order = HilbertOrder.Of(positions, n);
        Assert.Equal(Enumerable.Range(0, n), order.Order());
        for (var i = 1; i < n; i++)
            Assert.Equal(1, positions.Sum(x => Math.Abs(x[order[i]] - x[order[i - 1]])));
    }

    [Fact]
    public void Of_EqualPoints_KeepsTheirOrder() => Assert.Equal([0, 1, 2], HilbertOrder.Of(Coordinates.Positions(2, 3), 3));
}
