using AttentionViz.Pipeline.Atlases;

namespace AttentionViz.Gateway.Atlases.Parts;

/// <summary>What one shard gives to one head, as it is stored.</summary>
/// <param name="Queries">Of the layer's query side (<see cref="VectorChunk"/>).</param>
/// <param name="Keys">Of its key side.</param>
/// <param name="ValueNorms">One for each key; null where they were not asked for.</param>
internal sealed record ShardVectors(byte[] Queries, byte[] Keys, float[]? ValueNorms)
{
    /// <summary>Queries of some rows of the shard, [count x width].</summary>
    public float[] QueriesOf(int first, int count) => VectorChunk.Decode(Queries, first, count);

    public float[] KeysOf(int first, int count) => VectorChunk.Decode(Keys, first, count);

    /// <summary>Null where norms were not asked for.</summary>
    public float[]? NormsOf(int first, int count) => ValueNorms?.AsSpan(first, count).ToArray();
}
