using AttentionViz.Numerics.Randomness;

namespace AttentionViz.Numerics.Tests.Randomness;

public class SeededRandomTests
{
    [Fact]
    public void Mix_PublishedVector_Agrees()
    {
        // First output of the published SplitMix64 generator for the state 1234567.
        Assert.Equal(6457827717110365317UL, SplitMix64.Mix(1234567 + 0x9E3779B97F4A7C15));
    }

    [Fact]
    public void NextUInt64_SameSeed_RepeatsAndOtherSeedDiffers()
    {
        Assert.Equal(new SeededRandom(7).NextUInt64(), new SeededRandom(7).NextUInt64());
        Assert.NotEqual(new SeededRandom(7).NextUInt64(), new SeededRandom(8).NextUInt64());
    }

    [Fact]
    public void NextNormal_ManyDraws_HasMeanZeroAndVarianceOne()
    {
        var values = TestData.Normal(100_000, 9);
        Assert.Equal(0, values.Average(v => (double)v), 0.02);
        Assert.Equal(1, values.Average(v => (double)v * v), 0.03);
    }

    [Fact]
    public void Next_SmallBound_IsUniform()
    {
        var random = new SeededRandom(10);
        var counts = new int[7];
        for (var i = 0; i < 70_000; i++)
            counts[random.Next(7)]++;
        Assert.All(counts, c => Assert.InRange(c, 9_500, 10_500));
    }
}
