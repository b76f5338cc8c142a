using System.Runtime.Intrinsics.X86;
using AttentionViz.Numerics.Tsne;

namespace AttentionViz.Numerics.Tests.Tsne;

public class ExpandTests
{
    [Fact]
    public void Tabled_AnyMask_GivesEachSetLaneTheNextValue()
    {
        var packed = Enumerable.Range(1, 16).Select(x => (float)x).ToArray();
        for (var mask = 0; mask < 1 << 16; mask++)
        {
            var lanes = Expand.Tabled(ref packed[0], mask);
            var next = 0;
            for (var lane = 0; lane < 16; lane++)
                Assert.Equal((mask >> lane & 1) == 0 ? 0 : packed[next++], lanes[lane]);
            if (Avx512F.IsSupported)
                Assert.Equal(lanes, Expand.Masked(ref packed[0], mask));
        }
    }
}
