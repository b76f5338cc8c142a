using System.Globalization;
using System.Runtime.InteropServices;
using AttentionViz.Pipeline.Atlases;
using AttentionViz.Pipeline.Store;
using AttentionViz.V1;
using Google.Protobuf;
using StackExchange.Redis;

namespace AttentionViz.Pipeline.Placing;

/// <summary>
/// What gateway, extractors and projectors keep of a placing while its call lasts. Deleting it ends the placing: nothing is written
/// afterwards, however late a worker is.
/// </summary>
public sealed class PlacingStore(IConnectionMultiplexer redis)
{
    private readonly IDatabase _db = redis.GetDatabase();

    /// <param name="sequences">Their request, of which nothing else is looked at.</param>
    public async Task CreateAsync(PlacingRecord placing, ProjectSequencesRequest sequences)
    {
        var transaction = _db.CreateTransaction();
        _ = transaction.HashSetAsync(Keys.Placing(placing.PlacingId),
        [
            new("wanted", placing.Wanted.ToByteArray()),
            new("sequences", new ProjectSequencesRequest { Sequences = { sequences.Sequences } }.ToByteArray()),
            new("max-tokens", placing.MaxTokens),
            new("ttl", placing.Ttl.TotalSeconds.ToString(CultureInfo.InvariantCulture)),
        ]);
        _ = transaction.KeyExpireAsync(Keys.Placing(placing.PlacingId), placing.Ttl);
        await transaction.CommitAsync(_db, Keys.Placing(placing.PlacingId));
    }

    /// <summary>Null once the call has ended.</summary>
    public async Task<PlacingRecord?> FindAsync(string placingId)
    {
        var v = await _db.HashGetAsync(Keys.Placing(placingId), ["wanted", "max-tokens", "ttl"]);
        return v[0].IsNull ? null : new PlacingRecord(
            placingId, ProjectSequencesRequest.Parser.ParseFrom((byte[])v[0]!), (int)v[1],
            TimeSpan.FromSeconds(double.Parse(v[2].ToString(), CultureInfo.InvariantCulture)));
    }

    /// <summary>Whether the call still waits.</summary>
    public Task<bool> IsWantedAsync(string placingId) => _db.KeyExistsAsync(Keys.Placing(placingId));

    /// <summary>Null once the call has ended.</summary>
    public async Task<IReadOnlyList<NewSequence>?> ReadSequencesAsync(string placingId)
    {
        var bytes = (byte[]?)await _db.HashGetAsync(Keys.Placing(placingId), "sequences");
        return bytes is null ? null : ProjectSequencesRequest.Parser.ParseFrom(bytes).Sequences;
    }

    /// <summary>Writes what the new tokens give to one layer; arguments as those of <see cref="VectorStore.WriteAsync"/>.</summary>
    public Task WriteRowsAsync(PlacingRecord placing, int layer, VectorRows?[] queries, VectorRows?[] keys, float[]?[] valueNorms)
    {
        var entries = new List<HashEntry>();
        for (var head = 0; head < queries.Length; head++)
            if (queries[head] is { } rows) entries.Add(new(Field(VectorPart.Query, layer, head), rows.Chunk));
        for (var head = 0; head < keys.Length; head++)
        {
            if (keys[head] is { } rows) entries.Add(new(Field(VectorPart.Key, layer, head), rows.Chunk));
            if (valueNorms[head] is { } norms) entries.Add(new(Field(VectorPart.Value, layer, head), MemoryMarshal.AsBytes<float>(norms).ToArray()));
        }

        return WriteWhileWantedAsync(placing, Keys.PlacingRows(placing.PlacingId), [.. entries]);
    }

    /// <summary>Queries of a head or keys of a key head, [rows x width]; null when they are not there.</summary>
    public async Task<float[]?> ReadRowsAsync(string placingId, VectorPart part, int layer, int head)
    {
        var bytes = (byte[]?)await _db.HashGetAsync(Keys.PlacingRows(placingId), Field(part, layer, head));
        return bytes is null ? null : VectorChunk.Decode(bytes);
    }

    /// <summary>Norms of the values of a key head, one a row; null when they are not there.</summary>
    public async Task<float[]?> ReadValueNormsAsync(string placingId, int layer, int keyHead)
    {
        var bytes = (byte[]?)await _db.HashGetAsync(Keys.PlacingRows(placingId), Field(VectorPart.Value, layer, keyHead));
        return bytes is null ? null : MemoryMarshal.Cast<byte, float>(bytes).ToArray();
    }

    /// <summary>Leaves nothing of it; workers that are at it stop soon.</summary>
    public Task DeleteAsync(string placingId) => _db.KeyDeleteAsync(Keys.OfPlacing(placingId));

    /// <summary>Writes fields and lets every key of the placing last on; does nothing, and says false, once the call has ended.</summary>
    internal async Task<bool> WriteWhileWantedAsync(PlacingRecord placing, RedisKey hash, HashEntry[] entries)
    {
        while (true)
        {
            var transaction = _db.CreateTransaction();
            var wanted = transaction.AddCondition(Condition.KeyExists(Keys.Placing(placing.PlacingId)));
            _ = transaction.HashSetAsync(hash, entries);
            foreach (var key in Keys.OfPlacing(placing.PlacingId)) _ = transaction.KeyExpireAsync(key, placing.Ttl);
            if (await transaction.CommitAsync(_db, hash)) return true;
            // Another worker that let the keys last on at that moment makes the store refuse this one, though the call waits.
            if (!wanted.WasSatisfied && !await IsWantedAsync(placing.PlacingId)) return false;
        }
    }

    private static string Field(VectorPart part, int layer, int head) => $"{(char)part}:{layer}:{head}";
}
