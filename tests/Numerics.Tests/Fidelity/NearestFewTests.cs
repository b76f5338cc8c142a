using AttentionViz.Numerics.Fidelity;

namespace AttentionViz.Numerics.Tests.Fidelity;

public class NearestFewTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(33)]
    [InlineData(700)]
    [InlineData(3000)]
    public void Select_AnyRow_EqualsSorting(int count)
    {
        // A few hundred levels, so that many numbers are equal.
        var values = TestData.Normal(count, 4).Select(x => MathF.Round(MathF.Abs(x) * 100)).ToArray();
        var few = new NearestFew(20);
        foreach (var exclude in new[] { -1, 5, 5 + (count / 2), 4 + count, 9999 })
        {
            few.Select(values, 5, exclude);
            var expected = Enumerable.Range(5, count).Where(i => i != exclude).OrderBy(i => values[i - 5]).ThenBy(i => i).Take(20).ToArray();
            Assert.Equal(expected, few.Indices.ToArray());
            Assert.Equal(expected.Select(i => values[i - 5]), few.Values.ToArray());
        }
    }

    [Fact]
    public void Select_AllEqual_TakesTheFirst()
    {
        var few = new NearestFew(20);
        few.Select(new float[1000], 0, 3);
        Assert.Equal(Enumerable.Range(0, 21).Where(i => i != 3), few.Indices.ToArray());
    }
}
