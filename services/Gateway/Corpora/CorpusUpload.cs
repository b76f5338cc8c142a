using System.Globalization;
using System.Security.Cryptography;
using AttentionViz.Gateway.Errors;
using AttentionViz.Pipeline.Corpora;
using AttentionViz.V1;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;

namespace AttentionViz.Gateway.Corpora;

/// <summary>One corpus on its way into the store. Disposing it before it is finished removes what was written.</summary>
/// <param name="field">Request field the bytes come from, for errors.</param>
internal sealed class CorpusUpload(
    CorpusStore store, CorpusLimits limits, TimeProvider clock, ILogger log, string corpusId, CorpusHeader header, TimeSpan ttl, string field) : IAsyncDisposable
{
    // The names end up in one record, and every client shows them as columns.
    private const int MostMetadataFields = 1000;

    private readonly LineSplitter _lines = new(limits);
    private readonly CorpusReader _reader = new(header.Format, limits);
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly SortedSet<string> _fields = new(StringComparer.Ordinal);
    private readonly List<SequenceRecord> _shard = [];
    private int _shards;
    private long _shardBytes;
    private long _bytes;
    private long _sequences;
    private bool _finished;

    /// <summary>Takes the next bytes of the file, cut anywhere.</summary>
    public async Task PushAsync(ReadOnlyMemory<byte> slice)
    {
        _bytes += slice.Length;
        if (_bytes > limits.MaxBytes)
        {
            throw Fault.Of(
                Code.ResourceExhausted, "CORPUS_TOO_LARGE", $"the corpus has more than {limits.MaxBytes} bytes, the most this server takes; split it",
                ("max_bytes", limits.MaxBytes.ToString(CultureInfo.InvariantCulture)));
        }

        _hash.AppendData(slice.Span);
        try
        {
            foreach (var line in _lines.Push(slice)) await ReadAsync(line);
        }
        catch (CorpusFormatException e)
        {
            throw Fault.CorpusFormat(e, field);
        }
    }

    /// <summary>Makes the corpus visible.</summary>
    public async Task<Corpus> FinishAsync()
    {
        try
        {
            if (_lines.Finish() is { } last) await ReadAsync(last);
            _reader.RequireAny();
        }
        catch (CorpusFormatException e)
        {
            throw Fault.CorpusFormat(e, field);
        }

        if (_shard.Count > 0) await CloseShardAsync();
        var now = clock.GetUtcNow();
        var corpus = new Corpus
        {
            CorpusId = corpusId,
            Name = header.Name,
            Format = header.Format,
            Sequences = _sequences,
            Bytes = _bytes,
            Sha256 = Convert.ToHexStringLower(_hash.GetHashAndReset()),
            MetadataFields = { _fields },
            CreateTime = now.ToTimestamp(),
            ExpireTime = (now + ttl).ToTimestamp(),
        };
        await store.PublishAsync(corpus, ttl);
        _finished = true;
        log.CorpusStored(corpusId, _sequences, _shards, _bytes);
        return corpus;
    }

    public async ValueTask DisposeAsync()
    {
        _hash.Dispose();
        if (_finished) return;
        await store.DeleteAsync(corpusId);
        log.CorpusGivenUp(corpusId, _bytes);
    }

    private async Task ReadAsync(ReadOnlyMemory<byte> line)
    {
        if (_reader.Read(line) is not { } sequence) return;
        _sequences++;
        _fields.UnionWith(sequence.Metadata.Keys);
        if (_fields.Count > MostMetadataFields)
            throw new CorpusFormatException(0, $"sequence {_sequences} brings the corpus over {MostMetadataFields} different metadata fields; use the same names on every line");
        _shard.Add(sequence);
        _shardBytes += line.Length;
        if (_shard.Count >= limits.ShardSequences || _shardBytes >= limits.ShardBytes) await CloseShardAsync();
    }

    private async Task CloseShardAsync()
    {
        await store.WriteShardAsync(corpusId, _shards++, _shard, ttl);
        _shard.Clear();
        _shardBytes = 0;
    }
}
