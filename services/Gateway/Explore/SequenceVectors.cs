using AttentionViz.Gateway.Atlases;
using AttentionViz.Pipeline.Atlases;
using AttentionViz.Pipeline.Jobs;
using AttentionViz.V1;

namespace AttentionViz.Gateway.Explore;

/// <summary>Queries and keys of one head, sequence by sequence. Keeps one shard, so sequences are best asked for in row order. Not thread-safe.</summary>
internal sealed class SequenceVectors(VectorReader vectors, JobRecord job, AttentionLayer layer, int head)
{
    private readonly int _keyHead = HeadSelection.KeyHead(layer, head);
    private int _shard = -1;
    private float[] _queries = [];
    private float[] _keys = [];

    /// <returns>[queries x width] and [keys x width] of the sequence.</returns>
    public async Task<(ReadOnlyMemory<float> Queries, ReadOnlyMemory<float> Keys)> ReadAsync(SequencePlace place)
    {
        if (place.Shard != _shard)
        {
            _queries = VectorChunk.Decode(await vectors.ReadChunkAsync(job, VectorPart.Query, layer.Layer, head, place.Shard));
            _keys = VectorChunk.Decode(await vectors.ReadChunkAsync(job, VectorPart.Key, layer.Layer, _keyHead, place.Shard));
            _shard = place.Shard;
        }

        return (Rows(_queries, place, layer.QuerySide), Rows(_keys, place, layer.KeySide));
    }

    private ReadOnlyMemory<float> Rows(float[] chunk, SequencePlace place, TokenSide side) =>
        chunk.AsMemory(place.StartInShard(side) * layer.HeadWidth, place.Drawn.Length(side) * layer.HeadWidth);
}
