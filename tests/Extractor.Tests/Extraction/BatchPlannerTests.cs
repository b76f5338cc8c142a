using AttentionViz.Extractor.Extraction;
using CsCheck;

namespace AttentionViz.Extractor.Tests.Extraction;

public sealed class BatchPlannerTests
{
    [Fact]
    public void Plan_AnyLengths_TakesEachOnceWithinTheBudget() =>
        Gen.Select(Gen.Int[0, 200].Array[0, 100], Gen.Int[1, 2000], Gen.Bool).Sample((lengths, budget, padding) =>
        {
            var batches = BatchPlanner.Plan(lengths, budget, padding);

            Assert.Equal(Enumerable.Range(0, lengths.Length).Where(i => lengths[i] > 0), batches.SelectMany(b => b).Order());
            Assert.All(batches, batch =>
            {
                Assert.True(batch.Length == 1 || batch.Length * batch.Max(i => lengths[i]) <= budget);
                Assert.True(padding || batch.Select(i => lengths[i]).Distinct().Count() == 1);
            });
        });

    [Fact]
    public void Plan_ShortAndLongSequences_KeepsThemApart() =>
        Assert.Equal([[0, 2, 3], [1, 4]], BatchPlanner.Plan([10, 400, 11, 12, 410], 4096));

    [Fact]
    public void Plan_AlmostEqualLengths_SharesOneRun() =>
        Assert.Equal([[1, 2, 0]], BatchPlanner.Plan([12, 10, 11], 4096));
}
