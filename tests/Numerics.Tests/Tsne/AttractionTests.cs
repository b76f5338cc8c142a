using AttentionViz.Numerics.Linear;
using AttentionViz.Numerics.Tsne;

namespace AttentionViz.Numerics.Tests.Tsne;

public class AttractionTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Compute_RowsOfAnyLength_IsTheSumOverNeighbours(int dimensions)
    {
        const int N = 700;
        var affinities = Hub(N);
        var positions = Coordinates.Positions(dimensions, N);
        for (var d = 0; d < dimensions; d++)
            TestData.Normal(N, (ulong)d + 5).CopyTo(positions[d], 0);
        var expected = positions.Select(_ => new double[N]).ToArray();
        double divergence = 0;
        for (var i = 0; i < N; i++)
        {
            for (var e = affinities.RowStarts[i]; e < affinities.RowStarts[i + 1]; e++)
            {
                double p = affinities.Values[e];
                var u = 1 + positions.Sum(x => Math.Pow((double)x[i] - x[affinities.Columns[e]], 2));
                divergence += p * Math.Log(p * u * 123);
                for (var d = 0; d < dimensions; d++)
                    expected[d][i] += p / u * ((double)positions[d][i] - positions[d][affinities.Columns[e]]);
            }
        }

        foreach (var refined in RefinedReciprocal.IsSupported ? new[] { false, true } : [false])
        {
            var attraction = new Attraction(affinities, dimensions, 2, Attraction.Kernel(dimensions, refined));
            foreach (var arranged in new[] { false, true })
            {
                if (arranged)
                    attraction.Arrange(positions);
                var forces = Coordinates.Zeros(dimensions, N);
                attraction.Compute(positions, forces, CancellationToken.None);
                Assert.True(NaiveForces.RelativeError(expected, forces) < 1e-5);
                Assert.Equal(1, attraction.Divergence(positions, 123, CancellationToken.None) / divergence, 1e-5);
            }
        }
    }

    /// <summary>Point 0 knows all others, point 3 all even ones; others know few.</summary>
    private static SymmetricSparse Hub(int n)
    {
        var edges = new List<(int From, int To, float Weight)>();
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++)
            {
                var (low, high) = (Math.Min(i, j), Math.Max(i, j));
                if (i != j && (low == 0 || (low == 3 && high % 2 == 0)))
                    edges.Add((i, j, 1f / (1 + low + high)));
            }
        }

        var starts = Enumerable.Range(0, n + 1).Select(i => edges.Count(e => e.From < i)).ToArray();
        return new SymmetricSparse(starts, [.. edges.Select(e => e.To)], [.. edges.Select(e => e.Weight)]);
    }
}
