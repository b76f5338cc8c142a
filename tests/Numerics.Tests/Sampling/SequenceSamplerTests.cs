using AttentionViz.Numerics.Sampling;
using CsCheck;

namespace AttentionViz.Numerics.Tests.Sampling;

public class SequenceSamplerTests
{
    [Fact]
    public void Choose_BudgetCoversAll_TakesAll() =>
        Assert.Equal([0, 1, 2], SequenceSampler.Choose([5, 5, 5], 15, 1));

    [Fact]
    public void Choose_AnyBudget_AscendsAndHasTheRightSize() =>
        Gen.Select(Gen.Int[1, 100].Array[1, 200], Gen.Int[1, 5000], Gen.ULong).Sample((counts, budget, seed) =>
        {
            var chosen = SequenceSampler.Choose(counts, budget, seed);
            var expected = counts.Sum() <= budget
                ? counts.Length
                : (int)Math.Clamp(Math.Floor(budget / (decimal)counts.Sum() * counts.Length + 1e-12m), 1, counts.Length);
            Assert.Equal(expected, chosen.Length);
            Assert.Equal(chosen.Distinct().Order(), chosen);
            Assert.Equal(chosen, SequenceSampler.Choose(counts, budget, seed));
        });

    [Fact]
    public void Choose_ManySeeds_IncludesEverySequenceEquallyOften()
    {
        // A long sequence must be in as often as a short one: 30 of 100 in each draw.
        var counts = Enumerable.Range(0, 100).Select(i => i % 10 == 0 ? 91 : 1).ToArray();
        const int Seeds = 4000;
        var included = new int[100];
        for (var seed = 0; seed < Seeds; seed++)
        {
            foreach (var s in SequenceSampler.Choose(counts, 300, (ulong)seed))
                included[s]++;
        }

        // Five standard deviations of a binomial(4000, 0.3).
        Assert.All(included, n => Assert.InRange(n, 1200 - 145, 1200 + 145));
        var longRate = included.Where((_, i) => i % 10 == 0).Average() / Seeds;
        Assert.InRange(longRate, 0.3 - 0.012, 0.3 + 0.012);
    }

    [Fact]
    public void Choose_NoSequences_GivesNone() => Assert.Empty(SequenceSampler.Choose([], 10, 1));

    [Fact]
    public void Choose_BudgetZero_Refuses() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => SequenceSampler.Choose([1], 0, 1));
}
