using AttentionViz.Numerics.Fidelity;
using AttentionViz.Numerics.Randomness;

namespace AttentionViz.Numerics.Tests.Fidelity;

public class ClusterBootstrapTests
{
    [Theory]
    [InlineData(5)]
    [InlineData(8)]
    [InlineData(20)]
    [InlineData(60)]
    public void Interval_SimulatedSequences_CoversTheTruthAboutAsOftenAsItSays(int clusters)
    {
        // Sequences differ in length and in how well they are mapped; queries of one share its rate.
        const int Trials = 600;
        var random = new SeededRandom((ulong)clusters);
        int covered = 0, independent = 0;
        for (var trial = 0; trial < Trials; trial++)
        {
            var (groups, hits) = Simulate(clusters, random);
            var (low, high) = new ClusterBootstrap(groups, clusters, 3, 499, (ulong)trial).Interval(hits)!.Value;
            covered += low <= 0.4 && 0.4 <= high ? 1 : 0;
            // What would come of queries taken for independent.
            var share = hits.Average() / 3;
            var error = 1.96 * Math.Sqrt(hits.Average(h => Math.Pow((h / 3.0) - share, 2)) / hits.Length);
            independent += Math.Abs(share - 0.4) <= error ? 1 : 0;
        }

        Assert.InRange(covered / (double)Trials, 0.9, 0.985);
        Assert.InRange(independent / (double)Trials, 0, 0.85);
    }

    [Fact]
    public void Interval_EqualSequences_IsAPoint()
    {
        int[] groups = [0, 0, 1, 1, 2, 2, 3, 3, 4, 4];
        int[] hits = [1, 2, 1, 2, 1, 2, 1, 2, 1, 2];
        Assert.Equal((0.5, 0.5), new ClusterBootstrap(groups, 5, 3, 99, 1).Interval(hits));
    }

    [Fact]
    public void Interval_FourSequences_IsNone() =>
        Assert.Null(new ClusterBootstrap([0, 1, 2, 3], 4, 3, 99, 1).Interval([0, 1, 2, 3]));

    [Theory]
    // Tables of Student's t: 2.776, 2.262, 2.010; and of the normal distribution at t sqrt(n / (n - 1)).
    [InlineData(5, 0.000955)]
    [InlineData(10, 0.00855)]
    [InlineData(50, 0.0212)]
    public void Level_FewClusters_IsFartherOutThanTheNominal(int clusters, double level) =>
        Assert.Equal(level, ClusterBootstrap.Level(clusters), level * 0.04);

    private static (int[] Groups, int[] Hits) Simulate(int clusters, SeededRandom random)
    {
        List<int> groups = [], hits = [];
        for (var c = 0; c < clusters; c++)
        {
            // Uniform rates with a mean of 0.4, independent of the length.
            var rate = 0.8 * random.NextDouble();
            var queries = 10 + random.Next(20);
            for (var q = 0; q < queries; q++)
            {
                groups.Add(c);
                hits.Add(Enumerable.Range(0, 3).Count(_ => random.NextDouble() < rate));
            }
        }

        return ([.. groups], [.. hits]);
    }
}
