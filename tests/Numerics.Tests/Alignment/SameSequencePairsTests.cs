using AttentionViz.Numerics.Pairs;
using CsCheck;

namespace AttentionViz.Numerics.Tests.Alignment;

public class SameSequencePairsTests
{
    [Theory]
    [InlineData(false, 9 + 16)]
    [InlineData(true, 6 + 10)]
    public void Sample_AllFit_GivesEveryPairOnce(bool causal, int expected)
    {
        var head = new HeadVectors(new float[7], new float[7], 1, 1, causal, [0, 3, 7]);
        var pairs = SameSequencePairs.Sample(head, 1000, 1);
        Assert.Equal(expected, pairs.Count);
        Assert.Equal(expected, Enumerable.Range(0, pairs.Count).Select(p => (pairs.Queries[p], pairs.Keys[p])).Distinct().Count());
    }

    [Fact]
    public void Sample_KeysOfAnotherSide_JoinsOnlySidesOfOneSequence()
    {
        var head = new HeadVectors(new float[3], new float[6], 1, 1, false, [0, 1, 3], keyStarts: [0, 4, 6]);

        var pairs = SameSequencePairs.Sample(head, 1000, 1);

        Assert.Equal(
            [(0, 0), (0, 1), (0, 2), (0, 3), (1, 4), (1, 5), (2, 4), (2, 5)],
            Enumerable.Range(0, pairs.Count).Select(p => (pairs.Queries[p], pairs.Keys[p])));
    }

    [Fact]
    public void Sample_Bounded_StaysWithinSequencesAndCausality() =>
        Gen.Select(Gen.Int[1, 200], Gen.Int[1, 50], Gen.Bool, Gen.ULong).Sample((tokens, most, causal, seed) =>
        {
            var head = TestData.Head(tokens, 1, seed, causal);
            var pairs = SameSequencePairs.Sample(head, most, seed);
            Assert.Equal(Math.Min(most, pairs.Total), pairs.Count);
            Assert.Equal(pairs.Count, Enumerable.Range(0, pairs.Count).Select(p => (pairs.Queries[p], pairs.Keys[p])).Distinct().Count());
            for (var p = 0; p < pairs.Count; p++)
            {
                var sequence = Array.FindLastIndex(head.QueryStarts, start => start <= pairs.Queries[p]);
                var (start, end) = head.Attendable(sequence, pairs.Queries[p]);
                Assert.InRange(pairs.Keys[p], start, end - 1);
            }
        });
}
