using AttentionViz.Numerics.Linear;
using CsCheck;

namespace AttentionViz.Numerics.Tests.Linear;

public class QuantileTests
{
    [Fact]
    public void Select_AnyRank_EqualsSorting() =>
        Gen.Int[-5, 5].Array[1, 60].SelectMany(values => Gen.Int[0, values.Length - 1].Select(rank => (values, rank))).Sample(t =>
        {
            var values = t.values.Select(v => (double)v).ToArray();
            Assert.Equal(values.Order().ElementAt(t.rank), Quantile.Select([.. values], t.rank));
        });
}
