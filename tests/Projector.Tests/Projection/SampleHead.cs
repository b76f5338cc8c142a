using AttentionViz.Numerics;
using AttentionViz.Numerics.Randomness;

namespace AttentionViz.Projector.Tests.Projection;

/// <summary>A seeded head whose queries seek the keys of their own topic; scale and key shift are far from aligned.</summary>
internal static class SampleHead
{
    public static HeadVectors Create(int tokens, bool causal = false, ulong seed = 1)
    {
        const int Width = 16, Topics = 6, SequenceLength = 20;
        var random = new SeededRandom(seed);
        var topics = new double[Topics * Width];
        for (var i = 0; i < topics.Length; i++)
            topics[i] = 2 * random.NextNormal();
        var queries = new float[tokens * Width];
        var keys = new float[tokens * Width];
        for (var t = 0; t < tokens; t++)
        {
            int sought = random.Next(Topics), own = random.Next(Topics);
            for (var w = 0; w < Width; w++)
            {
                queries[(t * Width) + w] = (float)(0.2 * (topics[(sought * Width) + w] + random.NextNormal()));
                keys[(t * Width) + w] = (float)((5 * (topics[(own * Width) + w] + random.NextNormal())) + (w * 3));
            }
        }

        var starts = Enumerable.Range(0, ((tokens + SequenceLength - 1) / SequenceLength) + 1)
            .Select(s => Math.Min(tokens, s * SequenceLength));
        return new HeadVectors(queries, keys, Width, 0.25f, causal, [.. starts]);
    }
}
