using System.Globalization;
using System.Runtime.InteropServices;
using AttentionViz.Gateway.Caching;
using AttentionViz.Pipeline.Atlases;
using AttentionViz.V1;

namespace AttentionViz.Gateway.Atlases.Parts;

/// <summary>Which rows of a layer to send.</summary>
/// <param name="Head">As stored: the key head for keys and values.</param>
/// <param name="Columns">Values of a row.</param>
internal sealed record VectorSource(VectorPart Part, bool Norms, int Layer, int Head, TokenSide Side, int Columns)
{
    public string Name => string.Create(CultureInfo.InvariantCulture, $"{(Norms ? "norms" : "vectors")}:{(char)Part}:{Layer}:{Head}");

    public int RowBytes(bool half) => Columns * (half ? 2 : sizeof(float));
}

/// <summary>Rows of some shards, one after the other.</summary>
internal sealed record VectorRun(ReadOnlyMemory<byte> Rows);

/// <summary>Queries, keys and norms in the form in which they are sent, for all to share.</summary>
internal sealed class VectorChunks(JobCache cache, VectorStore store)
{
    private const int LeastBytes = 64 << 10;

    public static IReadOnlyList<ShardGroup> Groups(PlannedJob job, VectorSource source) =>
        ShardGroup.Of(job.Plan, s => s.RowsOf(source.Side), Math.Max(LeastBytes / source.RowBytes(half: !source.Norms), 1));

    /// <summary>Whether every value of the head is stored as float16; null when a shard is missing.</summary>
    public async Task<bool?> AreHalfAsync(PlannedJob job, VectorSource source)
    {
        if (source.Norms) return false;
        return (await KeptAsync<StoredForm>(job, source, $"{source.Name}:form", async () =>
        {
            var shards = Enumerable.Range(0, job.Plan.Count).Where(s => job.Plan[s].Rows > 0).ToList();
            var bytes = await Task.WhenAll(shards.Select(s => store.ChunkBytesAsync(job.JobId, source.Part, source.Layer, source.Head, s)));
            if (bytes.Contains(0)) return null;
            var half = shards.Zip(bytes).All(s => s.Second <= VectorChunk.HalfBytes((long)job.Plan[s.First].RowsOf(source.Side) * source.Columns));
            return new(new StoredForm(half), 0);
        }))?.Half;
    }

    /// <summary>The rows of one group; null when a shard is missing.</summary>
    /// <param name="half">What <see cref="AreHalfAsync"/> finds: the rows are read meanwhile.</param>
    public Task<VectorRun?> ReadAsync(PlannedJob job, VectorSource source, ShardGroup group, Task<bool?> half) =>
        KeptAsync<VectorRun>(job, source, string.Create(CultureInfo.InvariantCulture, $"{source.Name}:{group.Index}"), async () =>
        {
            var reading = Task.WhenAll(group.Shards.Select(shard => ReadShardAsync(job.JobId, source, shard)));
            if (await half is not { } asHalf || await reading is not { } read || read.Contains(null)) return null;
            var run = new VectorRun(Join(read!, source, asHalf));
            return new(run, run.Rows.Length);
        });

    private async Task<byte[]?> ReadShardAsync(string jobId, VectorSource source, int shard)
    {
        if (!source.Norms) return await store.ReadChunkAsync(jobId, source.Part, source.Layer, source.Head, shard);
        return await store.ReadNormsAsync(jobId, source.Part, source.Layer, source.Head, shard) is { } norms ? MemoryMarshal.AsBytes<float>(norms).ToArray() : null;
    }

    private static ReadOnlyMemory<byte> Join(byte[][] shards, VectorSource source, bool half)
    {
        ReadOnlyMemory<byte> Body(byte[] shard) => source.Norms ? shard
            : half ? VectorChunk.Body(shard)
            : MemoryMarshal.AsBytes<float>(VectorChunk.Decode(shard)).ToArray();

        if (shards.Length == 1) return Body(shards[0]);
        var bodies = shards.Select(Body).ToList();
        var (joined, at) = (new byte[bodies.Sum(b => b.Length)], 0);
        foreach (var body in bodies)
        {
            body.CopyTo(joined.AsMemory(at));
            at += body.Length;
        }

        return joined;
    }

    /// <summary>Vectors that the job drops when it ends are not kept, so that they are gone for everyone.</summary>
    private async Task<T?> KeptAsync<T>(PlannedJob job, VectorSource source, string part, Func<Task<Loaded<T>?>> load) where T : class =>
        source.Norms || job.Record.Spec.RetainVectors ? await cache.GetAsync(job.JobId, part, load) : (await load())?.Value;

    private sealed record StoredForm(bool Half);
}
