using System.Text.Json;
using AttentionViz.Pipeline.Observability;
using AttentionViz.Pipeline.Store;
using AttentionViz.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using StackExchange.Redis;

namespace AttentionViz.Pipeline.Corpora;

/// <summary>Corpora in the store, cut into shards. A corpus exists once its record is written.</summary>
public sealed class CorpusStore(IConnectionMultiplexer redis, TimeProvider clock)
{
    private readonly IDatabase _db = redis.GetDatabase();
    private readonly TimeIndex _index = new(redis, Keys.Corpus);

    /// <summary>Writes one shard of a corpus that is being uploaded.</summary>
    public Task WriteShardAsync(string corpusId, int shard, IReadOnlyList<SequenceRecord> sequences, TimeSpan ttl) =>
        WritePartAsync(Keys.CorpusShards(corpusId), shard, JsonSerializer.SerializeToUtf8Bytes(sequences), ttl);

    /// <summary>Writes the file of one image of a corpus that is being uploaded.</summary>
    public Task WriteImageAsync(string corpusId, long sequence, byte[] content, TimeSpan ttl) =>
        WritePartAsync(Keys.CorpusImages(corpusId), sequence, content, ttl);

    /// <summary>The file of one image.</summary>
    /// <exception cref="ResultGoneException">The corpus was deleted or has expired.</exception>
    public async Task<byte[]> ReadImageAsync(string corpusId, long sequence) =>
        (byte[]?)await _db.HashGetAsync(Keys.CorpusImages(corpusId), sequence)
        ?? throw new ResultGoneException($"image {sequence} of corpus '{corpusId}' is no longer in the store; upload the corpus again");

    /// <summary>Makes an uploaded corpus visible.</summary>
    /// <param name="tenant">Whose it is; empty where callers are not told apart.</param>
    public async Task PublishAsync(Corpus corpus, string tenant, TimeSpan ttl)
    {
        await WriteAsync(corpus, ttl, new HashEntry("tenant", tenant));
        var created = corpus.CreateTime.ToDateTimeOffset();
        await _index.AddAsync(Keys.Corpora, corpus.CorpusId, created);
        await _index.AddAsync(Keys.CorporaOf(tenant), corpus.CorpusId, created);
    }

    /// <summary>The corpus and whose it is; null when there is none.</summary>
    public async Task<(Corpus Corpus, string Tenant)?> FindAsync(string corpusId)
    {
        var v = await _db.HashGetAsync(Keys.Corpus(corpusId), ["record", "tenant"]);
        return v[0].IsNull ? null : (Corpus.Parser.ParseFrom((byte[])v[0]!), v[1].ToString());
    }

    /// <summary>Places of the corpora there are, newest first, some at a time.</summary>
    /// <param name="tenant">Whose; null = everyone's.</param>
    /// <param name="after">Where to go on; null = at the newest.</param>
    public IAsyncEnumerable<IReadOnlyList<IndexPlace>> ListAsync(string? tenant, IndexPlace? after, CancellationToken cancellationToken = default) =>
        _index.ReadAsync(tenant is null ? Keys.Corpora : Keys.CorporaOf(tenant), after, cancellationToken);

    /// <summary>Number of shards.</summary>
    public async Task<int> CountShardsAsync(string corpusId) => (int)await _db.HashLengthAsync(Keys.CorpusShards(corpusId));

    /// <summary>The sequences of one shard, in corpus order.</summary>
    /// <exception cref="ResultGoneException">The corpus was deleted or has expired.</exception>
    public async Task<IReadOnlyList<SequenceRecord>> ReadShardAsync(string corpusId, int shard)
    {
        var bytes = (byte[]?)await _db.HashGetAsync(Keys.CorpusShards(corpusId), shard)
            ?? throw new ResultGoneException($"shard {shard} of corpus '{corpusId}' is no longer in the store; upload the corpus again");
        StoreMetrics.Read(Keys.CorpusShards(corpusId), bytes.Length);
        return JsonSerializer.Deserialize<List<SequenceRecord>>(bytes)!;
    }

    /// <summary>Keeps the corpus at least this much longer.</summary>
    public async Task ExtendAsync(Corpus corpus, TimeSpan ttl)
    {
        var until = clock.GetUtcNow() + ttl;
        if (corpus.ExpireTime.ToDateTimeOffset() >= until) return;
        corpus.ExpireTime = until.ToTimestamp();
        await WriteAsync(corpus, ttl);
    }

    /// <summary>Keeps the corpus that long from now, more or less than before; nothing happens when there is none.</summary>
    public async Task KeepAsync(string corpusId, TimeSpan ttl)
    {
        if (await FindAsync(corpusId) is not { Corpus: var corpus }) return;
        corpus.ExpireTime = (clock.GetUtcNow() + ttl).ToTimestamp();
        await WriteAsync(corpus, ttl);
    }

    /// <summary>Removes the corpus, also one whose upload broke off. True when there was one.</summary>
    public async Task<bool> DeleteAsync(string corpusId)
    {
        var tenant = await _db.HashGetAsync(Keys.Corpus(corpusId), "tenant");
        var removed = await _db.KeyDeleteAsync([Keys.Corpus(corpusId), Keys.CorpusShards(corpusId), Keys.CorpusImages(corpusId), Keys.CorpusReaders(corpusId)]);
        if (tenant.IsNull) return removed > 0;
        await _db.SortedSetRemoveAsync(Keys.Corpora, corpusId);
        await _db.SortedSetRemoveAsync(Keys.CorporaOf(tenant.ToString()), corpusId);
        return true;
    }

    /// <summary>In one step, so that nothing is left without a time to live where an upload breaks off.</summary>
    private async Task WritePartAsync(RedisKey key, RedisValue field, byte[] content, TimeSpan ttl)
    {
        var transaction = _db.CreateTransaction();
        _ = transaction.HashSetAsync(key, field, content);
        StoreMetrics.Wrote(key, content.Length);
        _ = transaction.KeyExpireAsync(key, ttl);
        await transaction.CommitAsync(_db, key);
    }

    private async Task WriteAsync(Corpus corpus, TimeSpan ttl, params HashEntry[] more)
    {
        var key = Keys.Corpus(corpus.CorpusId);
        var transaction = _db.CreateTransaction();
        // One that was deleted meanwhile must not come back without its tenant.
        if (more.Length == 0) transaction.AddCondition(Condition.KeyExists(key));
        _ = transaction.HashSetAsync(key, [new("record", corpus.ToByteArray()), .. more]);
        foreach (var expiring in new[] { key, Keys.CorpusShards(corpus.CorpusId), Keys.CorpusImages(corpus.CorpusId), Keys.CorpusReaders(corpus.CorpusId) })
            _ = transaction.KeyExpireAsync(expiring, ttl);
        await transaction.CommitAsync(_db, key);
    }
}
