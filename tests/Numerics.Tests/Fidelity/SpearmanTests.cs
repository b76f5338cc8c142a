using AttentionViz.Numerics.Fidelity;

namespace AttentionViz.Numerics.Tests.Fidelity;

public class SpearmanTests
{
    [Fact]
    public void Ranks_Ties_ShareTheirMean() =>
        Assert.Equal([2.5, 1, 2.5, 4], Spearman.Ranks([5, -1, 5, 9]));

    [Fact]
    public void Correlation_KnownExample_IsExact()
    {
        // Ranks (1 2 3 4 5) against (2 1 4 3 5): 1 - 6 * 4 / (5 * 24).
        var correlation = Spearman.Correlation(Spearman.Ranks([1, 2, 3, 4, 5]), Spearman.Ranks([20, 10, 40, 30, 50]));
        Assert.Equal(0.8, correlation!.Value, 1e-12);
    }

    [Fact]
    public void Correlation_NoVariation_IsNull() =>
        Assert.Null(Spearman.Correlation(Spearman.Ranks([1, 1, 1]), Spearman.Ranks([1, 2, 3])));
}
