using AttentionViz.Pipeline.Atlases;
using CsCheck;

namespace AttentionViz.Pipeline.Tests;

public sealed class VectorRowsTests
{
    [Fact]
    public void Write_ValuesWithinHalfRange_ComeBackAsTheNearestHalf() =>
        Gen.Float[-60000f, 60000f].Array[0, 64].Sample(values =>
        {
            var chunk = VectorRows.Of(values, 1).Chunk;

            Assert.Equal(5 + (2 * values.Length), chunk.Length);
            Assert.Equal(values.Select(v => (float)(Half)v), VectorChunk.Decode(chunk));
        });

    [Fact]
    public void Write_AValueBeyondHalfRange_KeepsItAndRoundsTheOthersAlikeInAnyOrder()
    {
        float[][] rows = [[1.00001f, -70000f], [3.1234567f, 5f]];
        var (forth, back) = (new VectorRows(2, 2, narrow: true), new VectorRows(2, 2, narrow: true));

        foreach (var i in (int[])[0, 1]) forth.Write(i, rows[i]);
        foreach (var i in (int[])[1, 0]) back.Write(i, rows[i]);

        Assert.Equal(forth.Chunk, back.Chunk);
        Assert.Equal(2, VectorChunk.Width(forth.Chunk));
        Assert.Equal([(float)(Half)1.00001f, -70000f, (float)(Half)3.1234567f, 5f], VectorChunk.Decode(forth.Chunk));
        Assert.Equal(Math.Sqrt((3.1234567f * 3.1234567f) + 25), forth.Norms[1], 1e-5);
    }

    [Fact]
    public void Write_WithoutNarrowing_KeepsEveryBit()
    {
        var rows = new VectorRows(1, 3, narrow: false);

        rows.Write(0, [1.00001f, 3e-9f, -70000f]);

        Assert.Equal([1.00001f, 3e-9f, -70000f], VectorChunk.Decode(rows.Chunk));
    }
}
