using System.Runtime.InteropServices;
using AttentionViz.Pipeline.Jobs;
using AttentionViz.Pipeline.Store;
using StackExchange.Redis;

namespace AttentionViz.Pipeline.Atlases;

/// <summary>Queries, keys and norms of the drawn tokens, a chunk for each shard and head.</summary>
public sealed class VectorStore(IConnectionMultiplexer redis)
{
    private readonly IDatabase _db = redis.GetDatabase();

    /// <summary>Writes what one shard gives to one layer.</summary>
    /// <param name="queries">By head, rows x width.</param>
    /// <param name="keys">By key head, rows x width.</param>
    /// <param name="valueNorms">By key head, one a row.</param>
    public async Task WriteAsync(JobRecord job, int layer, int shard, int width, float[][] queries, float[][] keys, float[][] valueNorms)
    {
        var vectors = new List<HashEntry>();
        var norms = new List<HashEntry>();
        for (var head = 0; head < queries.Length; head++)
        {
            vectors.Add(new(Field(VectorPart.Query, layer, head, shard), VectorChunk.Encode(queries[head], width)));
            norms.Add(new(Field(VectorPart.Query, layer, head, shard), Bytes(RowNorms(queries[head], width))));
        }

        for (var head = 0; head < keys.Length; head++)
        {
            vectors.Add(new(Field(VectorPart.Key, layer, head, shard), VectorChunk.Encode(keys[head], width)));
            norms.Add(new(Field(VectorPart.Key, layer, head, shard), Bytes(RowNorms(keys[head], width))));
            norms.Add(new(Field(VectorPart.Value, layer, head, shard), Bytes(valueNorms[head])));
        }

        await _db.HashSetAsync(Keys.Vectors(job.JobId), [.. vectors]);
        await _db.HashSetAsync(Keys.Norms(job.JobId), [.. norms]);
        await _db.KeyExpireAsync(Keys.Vectors(job.JobId), job.Ttl);
        await _db.KeyExpireAsync(Keys.Norms(job.JobId), job.Ttl);
    }

    /// <summary>The stored chunk of one shard (<see cref="VectorChunk"/>); null when it is not there.</summary>
    public async Task<byte[]?> ReadChunkAsync(string jobId, VectorPart part, int layer, int head, int shard) =>
        (byte[]?)await _db.HashGetAsync(Keys.Vectors(jobId), Field(part, layer, head, shard));

    /// <summary>Size in bytes of the stored chunk of one shard; 0 when it is not there.</summary>
    public Task<long> ChunkBytesAsync(string jobId, VectorPart part, int layer, int head, int shard) =>
        _db.HashStringLengthAsync(Keys.Vectors(jobId), Field(part, layer, head, shard));

    /// <summary>Norms of one shard; null when they are not there.</summary>
    public async Task<float[]?> ReadNormsAsync(string jobId, VectorPart part, int layer, int head, int shard)
    {
        var bytes = (byte[]?)await _db.HashGetAsync(Keys.Norms(jobId), Field(part, layer, head, shard));
        return bytes is null ? null : MemoryMarshal.Cast<byte, float>(bytes).ToArray();
    }

    /// <summary>All rows of a head, in row order.</summary>
    /// <exception cref="ResultGoneException">A chunk is missing.</exception>
    public async Task<float[]> ReadAllAsync(string jobId, VectorPart part, int layer, int head, IReadOnlyList<ShardPlan> plan, int width)
    {
        var rows = plan.Sum(s => s.Rows);
        var values = new float[rows * width];
        var at = 0;
        for (var shard = 0; shard < plan.Count; shard++)
        {
            if (plan[shard].Rows == 0) continue;
            var chunk = await ReadChunkAsync(jobId, part, layer, head, shard)
                ?? throw new ResultGoneException($"the vectors of L{layer} H{head} are no longer in the store; run the job again with retain_vectors");
            var decoded = VectorChunk.Decode(chunk);
            decoded.CopyTo(values, at);
            at += decoded.Length;
        }

        return values;
    }

    private static string Field(VectorPart part, int layer, int head, int shard) => $"{(char)part}:{layer}:{head}:{shard}";

    private static byte[] Bytes(float[] values) => MemoryMarshal.AsBytes<float>(values).ToArray();

    private static float[] RowNorms(float[] rows, int width)
    {
        var norms = new float[rows.Length / width];
        for (var i = 0; i < norms.Length; i++) norms[i] = System.Numerics.Tensors.TensorPrimitives.Norm(rows.AsSpan(i * width, width));
        return norms;
    }
}
