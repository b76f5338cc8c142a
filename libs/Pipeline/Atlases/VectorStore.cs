using System.Runtime.InteropServices;
using AttentionViz.Pipeline.Jobs;
using AttentionViz.Pipeline.Observability;
using AttentionViz.Pipeline.Store;
using AttentionViz.V1;
using StackExchange.Redis;

namespace AttentionViz.Pipeline.Atlases;

/// <summary>Queries, keys and norms of the drawn tokens, a chunk for each shard and head.</summary>
public sealed class VectorStore(IConnectionMultiplexer redis)
{
    private readonly IDatabase _db = redis.GetDatabase();

    /// <summary>Writes what one shard gives to one layer.</summary>
    /// <param name="queries">By head, rows of the layer's query side; null where the head was not asked for.</param>
    /// <param name="keys">By key head, rows of the layer's key side; null where no head that was asked for reads it.</param>
    /// <param name="valueNorms">By key head, one a row; null as <paramref name="keys"/>.</param>
    /// <exception cref="JobEndedException">The job has ended or is gone.</exception>
    public async Task WriteAsync(JobRecord job, int layer, int shard, VectorRows?[] queries, VectorRows?[] keys, float[]?[] valueNorms)
    {
        var vectors = new List<HashEntry>();
        var norms = new List<HashEntry>();
        for (var head = 0; head < queries.Length; head++)
        {
            if (queries[head] is not { } rows) continue;
            vectors.Add(new(Field(VectorPart.Query, layer, head, shard), rows.Chunk));
            norms.Add(new(Field(VectorPart.Query, layer, head, shard), Bytes(rows.Norms)));
        }

        for (var head = 0; head < keys.Length; head++)
        {
            if (keys[head] is not { } rows || valueNorms[head] is not { } values) continue;
            vectors.Add(new(Field(VectorPart.Key, layer, head, shard), rows.Chunk));
            norms.Add(new(Field(VectorPart.Key, layer, head, shard), Bytes(rows.Norms)));
            norms.Add(new(Field(VectorPart.Value, layer, head, shard), Bytes(values)));
        }

        await _db.WriteHashAsync(job.JobId, Keys.Vectors(job.JobId), vectors);
        await _db.WriteHashAsync(job.JobId, Keys.Norms(job.JobId), norms);
    }

    /// <summary>Copies queries or keys of one head, with their norms and those of its values, from an earlier job.</summary>
    /// <param name="part">Query, with a query head; or Key, with a key head.</param>
    /// <param name="shards">Shards that give rows to the atlas.</param>
    /// <exception cref="ResultGoneException">Something of it is not there.</exception>
    public async Task CopyAsync(string earlier, JobRecord job, VectorPart part, int layer, int head, IReadOnlyList<int> shards, CancellationToken stop)
    {
        IEnumerable<RedisValue> Fields(VectorPart of) => shards.Select(shard => (RedisValue)Field(of, layer, head, shard));
        var norms = part == VectorPart.Key ? Fields(part).Concat(Fields(VectorPart.Value)) : Fields(part);
        await _db.CopyAsync(Keys.Vectors(earlier), job.JobId, Keys.Vectors(job.JobId), Fields(part), stop);
        await _db.CopyAsync(Keys.Norms(earlier), job.JobId, Keys.Norms(job.JobId), norms, stop);
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
    /// <param name="side">Whose tokens the rows are.</param>
    /// <exception cref="ResultGoneException">A chunk is missing.</exception>
    public async Task<float[]> ReadAllAsync(string jobId, VectorPart part, int layer, int head, IReadOnlyList<ShardPlan> plan, TokenSide side, int width)
    {
        var rows = plan.Sum(s => s.RowsOf(side));
        var values = new float[rows * width];
        var at = 0;
        for (var shard = 0; shard < plan.Count; shard++)
        {
            if (plan[shard].Rows == 0) continue;
            var chunk = await ReadChunkAsync(jobId, part, layer, head, shard)
                ?? throw new ResultGoneException($"the vectors of L{layer} H{head} are no longer in the store; run the job again with retain_vectors");
            StoreMetrics.Read(Keys.Vectors(jobId), chunk.Length);
            var decoded = VectorChunk.Decode(chunk);
            decoded.CopyTo(values, at);
            at += decoded.Length;
        }

        return values;
    }

    private static string Field(VectorPart part, int layer, int head, int shard) => $"{(char)part}:{layer}:{head}:{shard}";

    private static byte[] Bytes(float[] values) => MemoryMarshal.AsBytes<float>(values).ToArray();
}
