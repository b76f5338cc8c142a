using AttentionViz.Numerics.Alignment;

namespace AttentionViz.Numerics.Tests.Alignment;

public class LaterVectorsTests
{
    [Theory]
    [InlineData(AlignmentMode.None)]
    [InlineData(AlignmentMode.Translate)]
    [InlineData(AlignmentMode.TranslateScale)]
    [InlineData(AlignmentMode.Balanced)]
    public void Apply_LaterVectorsOfTheHead_LogitsDifferByAConstantOfTheQuery(AlignmentMode mode)
    {
        const int Width = 8;
        var alignment = HeadAligner.Align(TestData.Head(120, Width, 1, keyScale: 3, keyShift: 2), mode);
        var later = TestData.Head(30, Width, 2, keyScale: 3, keyShift: 2);

        var points = alignment.Apply(later);

        for (var query = 0; query < 30; query++)
        {
            var shift = Dot(points, query, points, 30) - Dot(later.Queries, query, later.Keys, 0);
            for (var key = 1; key < 30; key++)
                Assert.Equal(shift, Dot(points, query, points, 30 + key) - Dot(later.Queries, query, later.Keys, key), 1e-2);
        }

        double Dot(float[] left, int row, float[] right, int column) =>
            Enumerable.Range(0, Width).Sum(w => (double)left[(row * Width) + w] * right[(column * Width) + w]);
    }

    [Fact]
    public void Apply_VectorsOfAnotherWidth_IsRefused()
    {
        var alignment = HeadAligner.Align(TestData.Head(50, 8, 1), AlignmentMode.Translate);
        var error = Assert.Throws<ArgumentException>(() => alignment.Apply(TestData.Head(50, 4, 1)));
        Assert.Contains("4 wide; the alignment is of width 8", error.Message, StringComparison.Ordinal);
    }
}
