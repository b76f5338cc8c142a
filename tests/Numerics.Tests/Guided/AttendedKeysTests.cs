using AttentionViz.Numerics.Guided;

namespace AttentionViz.Numerics.Tests.Guided;

public class AttendedKeysTests
{
    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Of_AnyHead_AreTheKeysOfLargestLogit(bool causal, bool cross)
    {
        var head = cross ? TestData.CrossHead(9, 5, 3) : TestData.Head(120, 5, 3, causal);
        var keys = AttendedKeys.Of(head);
        var queries = 0;
        for (var s = 0; s < head.Sequences; s++)
        {
            for (var i = head.QueryStarts[s]; i < head.QueryStarts[s + 1]; i++)
            {
                Assert.Equal(NaiveGuide.Attended(head, s, i), keys.Of(s, i).ToArray());
                queries += keys.Of(s, i).Length > 0 ? 1 : 0;
            }
        }

        Assert.Equal(queries, keys.Queries);
    }

    [Fact]
    public void Of_SequencesOfOneToken_AreNone()
    {
        var head = new HeadVectors(TestData.Normal(40, 1), TestData.Normal(40, 2), 4, 1, false, [.. Enumerable.Range(0, 11)]);
        Assert.Equal(0, AttendedKeys.Of(head).Queries);
    }

    [Fact]
    public void Of_EqualLogits_GoByRow()
    {
        var head = new HeadVectors(new float[20], TestData.Normal(20, 2), 4, 1, false, [0, 5]);
        Assert.Equal([0, 1, 2], AttendedKeys.Of(head).Of(0, 4).ToArray());
    }
}
