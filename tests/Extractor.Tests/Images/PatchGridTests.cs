using AttentionViz.Extractor.Running;

namespace AttentionViz.Extractor.Tests.Images;

public sealed class PatchGridTests
{
    [Theory]
    [InlineData(197, 224, 224, 16, 14, 14, 1)]
    [InlineData(65, 64, 64, 8, 8, 8, 1)]
    [InlineData(17, 32, 32, 8, 4, 4, 1)]
    [InlineData(196, 224, 224, 16, 14, 14, 0)]
    [InlineData(198, 224, 224, 16, 14, 14, 2)]
    [InlineData(261, 224, 224, 14, 16, 16, 5)]
    [InlineData(51, 80, 160, 16, 5, 10, 1)]
    public void Infer_WithPatchSizeOrWithout_GivesTheGrid(int tokens, int height, int width, int patch, int rows, int columns, int leading)
    {
        Assert.Equal(new PatchGrid(rows, columns, leading), PatchGrid.Infer(tokens, height, width, (patch, patch)));
        Assert.Equal(new PatchGrid(rows, columns, leading), PatchGrid.Infer(tokens, height, width, null));
    }

    [Fact]
    public void Infer_OblongPatches_NeedTheirSize()
    {
        Assert.Equal(new PatchGrid(8, 4, 1), PatchGrid.Infer(33, 64, 64, (8, 16)));
        Assert.Equal(PatchGrid.Unknown, PatchGrid.Infer(33, 64, 65, null));
    }

    [Fact]
    public void NameOf_EveryPosition_TellsRowAndColumn()
    {
        var grid = new PatchGrid(2, 3, 2);

        Assert.Equal(["[CLS]", "[REG0]", "r0 c0", "r0 c1", "r0 c2", "r1 c0", "r1 c1", "r1 c2"], Enumerable.Range(0, 8).Select(grid.NameOf));
        Assert.Equal("t7", PatchGrid.Unknown.NameOf(7));
    }
}
