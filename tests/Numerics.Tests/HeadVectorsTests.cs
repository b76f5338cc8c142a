namespace AttentionViz.Numerics.Tests;

public class HeadVectorsTests
{
    [Fact]
    public void Constructor_ValueNotFinite_NamesRowAndColumn()
    {
        var keys = new float[6];
        keys[5] = float.NaN;
        var error = Assert.Throws<ArgumentException>(() => new HeadVectors(new float[6], keys, 2, 1, false, [0, 3]));
        Assert.Equal("keys", error.ParamName);
        Assert.StartsWith("Row 2, column 1 is NaN", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_KeysOfOtherLength_Refuses()
    {
        var error = Assert.Throws<ArgumentException>(() => new HeadVectors(new float[6], new float[4], 2, 1, false, [0, 3]));
        Assert.Contains("Keys hold 4 values, queries 6", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new[] { 0, 2 }, "end with the number of queries, 3")]
    [InlineData(new[] { 1, 3 }, "begin with 0")]
    [InlineData(new[] { 0, 2, 1, 3 }, "entry 2 is 1 after 2")]
    public void Constructor_BadSequenceStarts_SaysWhy(int[] starts, string expected)
    {
        var error = Assert.Throws<ArgumentException>(() => new HeadVectors(new float[6], new float[6], 2, 1, false, starts));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_KeysOfAnotherSide_CountsBothSides()
    {
        var head = new HeadVectors(new float[6], new float[10], 2, 1, false, [0, 1, 3], keyStarts: [0, 4, 5]);

        Assert.Equal((3, 5, 8), (head.QueryCount, head.KeyCount, head.Points));
        Assert.Equal((4, 5), head.Attendable(1, 2));
    }

    [Theory]
    [InlineData(new[] { 0, 3, 4 }, false, "end with the number of keys, 5")]
    [InlineData(new[] { 0, 5 }, false, "Keys are of 1 sequences, queries of 2")]
    [InlineData(new[] { 0, 4, 5 }, true, "Causal attention needs one key a query")]
    public void Constructor_BadKeyStarts_SaysWhy(int[] keyStarts, bool causal, string expected)
    {
        var error = Assert.Throws<ArgumentException>(() => new HeadVectors(new float[6], new float[10], 2, 1, causal, [0, 1, 3], keyStarts: keyStarts));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Means_NotGiven_AreTheSamples()
    {
        var head = new HeadVectors([1, 2, 3, 4], [5, 6, 7, 9], 2, 1, false, [0, 2]);
        Assert.Equal([2.0, 3.0], head.QueryMeans);
        Assert.Equal([6.0, 7.5], head.KeyMeans);
    }
}
