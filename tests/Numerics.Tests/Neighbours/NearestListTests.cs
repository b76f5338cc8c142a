using AttentionViz.Numerics.Neighbours;
using CsCheck;

namespace AttentionViz.Numerics.Tests.Neighbours;

public class NearestListTests
{
    [Fact]
    public void Finish_AnyStream_HoldsTheSmallestAndNothingBelowTheThresholdIsMissing() =>
        Gen.Select(Gen.Int[1, 40], Gen.Int[0, 400], Gen.ULong).Sample((size, length, seed) =>
        {
            var scores = TestData.Normal(length, seed).Select(x => MathF.Round(10 * x) / 4).ToArray();
            var list = new NearestList(size);
            for (var i = 0; i < length; i++)
            {
                if (scores[i] < list.Threshold)
                    list.Add(scores[i], i);
            }

            var found = new int[size];
            found = found[..list.Finish(found)];
            Assert.Equal(
                scores.Order().Take(size), found.Select(i => scores[i]).Order());
            for (var i = 0; i < length; i++)
                Assert.True(found.Contains(i) || scores[i] >= list.Threshold);
        });
}
