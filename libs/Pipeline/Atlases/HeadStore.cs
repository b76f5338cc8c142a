using System.Globalization;
using System.Runtime.InteropServices;
using AttentionViz.Pipeline.Jobs;
using AttentionViz.Pipeline.Observability;
using AttentionViz.Pipeline.Store;
using AttentionViz.V1;
using Google.Protobuf;
using StackExchange.Redis;

namespace AttentionViz.Pipeline.Atlases;

/// <summary>Finished heads: summaries and the points of their maps.</summary>
public sealed class HeadStore(IConnectionMultiplexer redis, JobEvents events)
{
    /// <summary>Bytes of points in one field; bounded so that reading one part never stalls the store.</summary>
    private const int ChunkBytes = 240 << 10;

    private readonly IDatabase _db = redis.GetDatabase();

    /// <summary>Writes the maps, then the summary: a head whose summary is there is whole. Watchers hear of it, once, however often it is written.</summary>
    /// <param name="points">One array for each of <c>summary.Maps</c>, points x dimensions.</param>
    /// <exception cref="JobEndedException">The job has ended or is gone.</exception>
    public async Task WriteAsync(JobRecord job, HeadSummary summary, IReadOnlyList<float[]> points)
    {
        for (var m = 0; m < points.Count; m++)
        {
            var map = summary.Maps[m];
            var perChunk = PointsPerChunk(map.Dimensions) * map.Dimensions;
            var chunks = new List<HashEntry>();
            for (var (at, chunk) = (0, 0); at < points[m].Length; at += perChunk, chunk++)
            {
                var slice = MemoryMarshal.AsBytes(points[m].AsSpan(at, Math.Min(perChunk, points[m].Length - at))).ToArray();
                chunks.Add(new(MapField(summary.Layer, summary.Head, map.Method, map.Dimensions, map.AttentionWeight, chunk), slice));
            }

            await _db.WriteHashAsync(job.JobId, Keys.Maps(job.JobId), chunks);
        }

        await FinishAsync(job.JobId, summary);
    }

    private async Task FinishAsync(string jobId, HeadSummary summary)
    {
        var (key, field) = (Keys.Heads(jobId), HeadField(summary.Layer, summary.Head));
        // A head that was done before gives the same maps again.
        while (!await _db.HashExistsAsync(key, field))
        {
            var transaction = _db.CreateTransaction();
            var unfinished = transaction.RequireUnfinished(jobId);
            transaction.AddCondition(Condition.HashNotExists(key, field));
            _ = transaction.HashSetAsync(key, field, summary.ToByteArray());
            events.Append(transaction, jobId, new WatchJobResponse { HeadReady = new HeadRef { Layer = summary.Layer, Head = summary.Head } });
            foreach (var written in new[] { key, Keys.Events(jobId) }) _ = transaction.KeyExpireAsync(written, JobLease.Lifetime);
            if (await transaction.CommitAsync(_db, key)) break;
            await _db.RequireGoesOnAsync(jobId, unfinished);
        }

        await events.AnnounceAsync(jobId);
    }

    /// <summary>The head; null while it is not finished.</summary>
    public async Task<HeadSummary?> FindAsync(string jobId, int layer, int head)
    {
        var bytes = (byte[]?)await _db.HashGetAsync(Keys.Heads(jobId), HeadField(layer, head));
        return bytes is null ? null : HeadSummary.Parser.ParseFrom(bytes);
    }

    /// <summary>Those of <paramref name="wanted"/> that are finished, by (layer, head).</summary>
    public async Task<IReadOnlyDictionary<(int Layer, int Head), HeadSummary>> FindAsync(string jobId, IReadOnlyList<HeadRef> wanted)
    {
        var found = await _db.HashGetAsync(Keys.Heads(jobId), [.. wanted.Select(h => (RedisValue)HeadField(h.Layer, h.Head))]);
        return wanted.Zip(found).Where(f => !f.Second.IsNull)
            .ToDictionary(f => (f.First.Layer, f.First.Head), f => HeadSummary.Parser.ParseFrom((byte[])f.Second!));
    }

    /// <summary>Every finished head, by (layer, head).</summary>
    public async Task<IReadOnlyDictionary<(int Layer, int Head), HeadSummary>> ListAsync(string jobId) =>
        (await _db.HashGetAllAsync(Keys.Heads(jobId)))
            .Select(e => HeadSummary.Parser.ParseFrom((byte[])e.Value!))
            .ToDictionary(h => (h.Layer, h.Head));

    /// <summary>Points of one chunk of a map (little-endian float32); null past the end.</summary>
    public async Task<byte[]?> ReadChunkAsync(string jobId, int layer, int head, MapSpec map, int chunk)
    {
        var bytes = (byte[]?)await _db.HashGetAsync(Keys.Maps(jobId), MapField(layer, head, map.Method, map.Dimensions, map.AttentionWeight, chunk));
        StoreMetrics.Read(Keys.Maps(jobId), bytes?.Length);
        return bytes;
    }

    /// <summary>A whole map, [points x dimensions]; null when it is not there, or no longer whole.</summary>
    /// <param name="points">Points it should have.</param>
    public async Task<float[]?> ReadMapAsync(string jobId, int layer, int head, MapSpec spec, int points)
    {
        var map = new float[points * spec.Dimensions];
        var perChunk = PointsPerChunk(spec.Dimensions) * spec.Dimensions;
        for (var (at, chunk) = (0, 0); at < map.Length; at += perChunk, chunk++)
        {
            var bytes = await ReadChunkAsync(jobId, layer, head, spec, chunk);
            var part = Math.Min(perChunk, map.Length - at);
            if (bytes?.Length != part * sizeof(float)) return null;
            MemoryMarshal.Cast<byte, float>(bytes).CopyTo(map.AsSpan(at));
        }

        return map;
    }

    /// <summary>Points that a chunk holds; the last may hold fewer.</summary>
    public static int PointsPerChunk(int dimensions) => ChunkBytes / (dimensions * sizeof(float));

    private static string HeadField(int layer, int head) => string.Create(CultureInfo.InvariantCulture, $"{layer}:{head}");

    private static string MapField(int layer, int head, MapMethod method, int dimensions, double attentionWeight, int chunk) =>
        string.Create(CultureInfo.InvariantCulture, $"{layer}:{head}:{method}:{dimensions}:{Math.Abs(attentionWeight):R}:{chunk}");
}
