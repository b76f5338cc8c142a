using AttentionViz.Extractor.Layouts;

namespace AttentionViz.Extractor.Tests.Layouts;

public sealed class HeadLayoutTests
{
    private static readonly HeadShape Shape = new(2, 3, 4, 5);

    public static TheoryData<string> Orders => [.. HeadLayout.All.Select(layout => layout.Order)];

    [Fact]
    public void All_EveryOrderOnce()
    {
        Assert.Equal(24, HeadLayout.All.Distinct().Count());
        Assert.Equal(HeadLayout.Native, HeadLayout.All[0]);
    }

    [Theory]
    [MemberData(nameof(Orders))]
    public void CopyTo_AnyOrder_BringsEachElementToItsPlace(string order)
    {
        var layout = new HeadLayout(order);
        var strides = layout.Strides(Shape);
        var from = new float[Shape.Count];
        for (var i = 0; i < Shape.Count; i++)
            from[strides.At(i / 60, i / 20 % 3, i / 5 % 4, i % 5)] = i;
        var to = new float[Shape.Count];

        layout.CopyTo(from, Shape, to);

        Assert.Equal(Enumerable.Range(0, Shape.Count).Select(i => (float)i), to);
    }

    [Theory]
    [InlineData("xld", "bhld")]
    [InlineData("bly", "blhd")]
    [InlineData("bhhdl", "bhdl")]
    [InlineData("ld", "bhld")]
    public void Layout_MergedAndSplitAxes_ReadAsOneOrder(string axes, string order) =>
        Assert.Equal(order, OperandShape.Layout(axes).Order);
}
