using AttentionViz.Pipeline.Atlases;
using CsCheck;

namespace AttentionViz.Pipeline.Tests;

public sealed class VectorChunkTests
{
    [Fact]
    public void Encode_ValuesWithinHalfRange_ComeBackAsTheNearestHalf() =>
        Gen.Float[-60000f, 60000f].Array[0, 64].Sample(values =>
        {
            var chunk = VectorChunk.Encode(values, 1);

            Assert.Equal(5 + (2 * values.Length), chunk.Length);
            Assert.Equal(values.Select(v => (float)(Half)v), VectorChunk.Decode(chunk));
        });

    [Fact]
    public void Encode_AValueBeyondHalfRange_KeepsEveryBit()
    {
        float[] values = [1.00001f, -70000f, 3e-9f, 5f];

        var chunk = VectorChunk.Encode(values, 2);

        Assert.Equal(2, VectorChunk.Width(chunk));
        Assert.Equal(values, VectorChunk.Decode(chunk));
    }
}
