using System.Text.Json;
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

    /// <summary>Writes one shard of a corpus that is being uploaded.</summary>
    public async Task WriteShardAsync(string corpusId, int shard, IReadOnlyList<SequenceRecord> sequences, TimeSpan ttl)
    {
        var key = Keys.CorpusShards(corpusId);
        await _db.HashSetAsync(key, shard, JsonSerializer.SerializeToUtf8Bytes(sequences));
        await _db.KeyExpireAsync(key, ttl);
    }

    /// <summary>Writes the file of one image of a corpus that is being uploaded.</summary>
    public async Task WriteImageAsync(string corpusId, long sequence, byte[] content, TimeSpan ttl)
    {
        var key = Keys.CorpusImages(corpusId);
        await _db.HashSetAsync(key, sequence, content);
        await _db.KeyExpireAsync(key, ttl);
    }

    /// <summary>The file of one image.</summary>
    /// <exception cref="ResultGoneException">The corpus was deleted or has expired.</exception>
    public async Task<byte[]> ReadImageAsync(string corpusId, long sequence) =>
        (byte[]?)await _db.HashGetAsync(Keys.CorpusImages(corpusId), sequence)
        ?? throw new ResultGoneException($"image {sequence} of corpus '{corpusId}' is no longer in the store; upload the corpus again");

    /// <summary>Makes an uploaded corpus visible.</summary>
    public async Task PublishAsync(Corpus corpus, TimeSpan ttl)
    {
        await _db.StringSetAsync(Keys.Corpus(corpus.CorpusId), corpus.ToByteArray(), ttl);
        await _db.KeyExpireAsync(Keys.CorpusShards(corpus.CorpusId), ttl);
        await _db.KeyExpireAsync(Keys.CorpusImages(corpus.CorpusId), ttl);
    }

    /// <summary>The corpus; null when there is none.</summary>
    public async Task<Corpus?> FindAsync(string corpusId)
    {
        var bytes = (byte[]?)await _db.StringGetAsync(Keys.Corpus(corpusId));
        return bytes is null ? null : Corpus.Parser.ParseFrom(bytes);
    }

    /// <summary>Number of shards.</summary>
    public async Task<int> CountShardsAsync(string corpusId) => (int)await _db.HashLengthAsync(Keys.CorpusShards(corpusId));

    /// <summary>The sequences of one shard, in corpus order.</summary>
    /// <exception cref="ResultGoneException">The corpus was deleted or has expired.</exception>
    public async Task<IReadOnlyList<SequenceRecord>> ReadShardAsync(string corpusId, int shard)
    {
        var bytes = (byte[]?)await _db.HashGetAsync(Keys.CorpusShards(corpusId), shard)
            ?? throw new ResultGoneException($"shard {shard} of corpus '{corpusId}' is no longer in the store; upload the corpus again");
        return JsonSerializer.Deserialize<List<SequenceRecord>>(bytes)!;
    }

    /// <summary>Keeps the corpus at least this much longer.</summary>
    public async Task ExtendAsync(Corpus corpus, TimeSpan ttl)
    {
        var until = clock.GetUtcNow() + ttl;
        if (corpus.ExpireTime.ToDateTimeOffset() >= until) return;
        corpus.ExpireTime = until.ToTimestamp();
        await PublishAsync(corpus, ttl);
    }

    /// <summary>Keeps the corpus that long from now, more or less than before; nothing happens when there is none.</summary>
    public async Task KeepAsync(string corpusId, TimeSpan ttl)
    {
        if (await FindAsync(corpusId) is not { } corpus) return;
        corpus.ExpireTime = (clock.GetUtcNow() + ttl).ToTimestamp();
        await PublishAsync(corpus, ttl);
    }

    /// <summary>Removes the corpus, also one whose upload broke off. True when there was one.</summary>
    public async Task<bool> DeleteAsync(string corpusId)
    {
        var found = await _db.KeyDeleteAsync(Keys.Corpus(corpusId));
        await _db.KeyDeleteAsync(Keys.CorpusImages(corpusId));
        return await _db.KeyDeleteAsync(Keys.CorpusShards(corpusId)) || found;
    }
}
