using AttentionViz.Numerics.Alignment;

namespace AttentionViz.Numerics.Tests.Alignment;

public class AlignmentMatrixTests
{
    [Fact]
    public void Of_AMatrixKeptInSinglePrecision_UndoesItAsTheOriginalDid()
    {
        const int Width = 16;
        var head = TestData.TopicHead(400, Width, 8, 3);
        var found = HeadAligner.Align(head, AlignmentMode.Balanced).Matrix!;

        var again = AlignmentMatrix.Of(found.Forward.Select(x => (float)x).ToArray());

        float[] keys = new float[head.Keys.Length], expected = new float[head.Keys.Length];
        AlignmentMatrix.Multiply(again.Inverse, head.Keys, keys);
        AlignmentMatrix.Multiply(found.Inverse, head.Keys, expected);
        var largest = expected.Max(MathF.Abs);
        Assert.All(expected.Zip(keys), k => Assert.InRange(Math.Abs(k.First - k.Second), 0, 1e-5 * largest));
        // And it is the inverse: A inv(A) = 1.
        for (var i = 0; i < Width; i++)
        {
            for (var j = 0; j < Width; j++)
                Assert.Equal(i == j ? 1 : 0, Enumerable.Range(0, Width).Sum(m => again.Forward[(i * Width) + m] * again.Inverse[(m * Width) + j]), 1e-9);
        }
    }

    [Fact]
    public void Of_WhatIsNoAlignment_IsRefused()
    {
        Assert.Contains("3 values are not a square", Assert.Throws<ArgumentException>(() => AlignmentMatrix.Of([1, 0, 0])).Message, StringComparison.Ordinal);
        Assert.Contains("least eigenvalue", Assert.Throws<ArgumentException>(() => AlignmentMatrix.Of([1, 0, 0, -2])).Message, StringComparison.Ordinal);
        Assert.Contains("least eigenvalue", Assert.Throws<ArgumentException>(() => AlignmentMatrix.Of([1, 0, 0, 0])).Message, StringComparison.Ordinal);
    }
}
