using System.Globalization;
using System.Security.Cryptography;
using AttentionViz.Gateway.Errors;
using AttentionViz.Gateway.Quotas;
using AttentionViz.Pipeline.Corpora;
using AttentionViz.V1;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;

namespace AttentionViz.Gateway.Corpora;

/// <summary>Where an upload goes, and what is known of it before its first byte.</summary>
/// <param name="Tenant">Whose corpus it will be.</param>
/// <param name="Field">Request field the bytes come from, for errors.</param>
internal sealed record UploadTarget(
    CorpusStore Store, Admission Admission, string Tenant, CorpusLimits Limits, TimeProvider Clock, ILogger Log, string CorpusId, CorpusHeader Header, TimeSpan Ttl, string Field);

/// <summary>One corpus on its way into the store. Disposing it before it is finished removes what was written.</summary>
internal abstract class CorpusUpload(UploadTarget target) : IAsyncDisposable
{
    // The names end up in one record, and every client shows them as columns.
    private const int MostMetadataFields = 1000;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly SortedSet<string> _fields = new(StringComparer.Ordinal);
    private readonly List<SequenceRecord> _shard = [];
    private int _shards;
    private long _shardBytes;
    private long _bytes;
    private long _sequences;
    private UploadRoom? _room;
    private bool _finished;

    protected UploadTarget Target => target;

    /// <summary>Bytes after which a shard is closed.</summary>
    protected abstract int ShardBytes { get; }

    /// <summary>Takes the next bytes of the file, cut anywhere.</summary>
    public async Task PushAsync(ReadOnlyMemory<byte> slice)
    {
        _bytes += slice.Length;
        if (_bytes > target.Limits.MaxBytes)
        {
            throw Fault.Of(
                Code.ResourceExhausted, "CORPUS_TOO_LARGE", $"the corpus has more than {target.Limits.MaxBytes} bytes, the most this server takes; split it",
                ("max_bytes", target.Limits.MaxBytes.ToString(CultureInfo.InvariantCulture)));
        }

        // Decided again when it is booked; here, so that nobody sends for nothing.
        _room ??= await target.Admission.RoomAsync(target.CorpusId);
        if (_bytes > _room.Bytes) throw _room.Refusal(_bytes);
        _hash.AppendData(slice.Span);
        try
        {
            await TakeAsync(slice);
        }
        catch (CorpusFormatException e)
        {
            throw Fault.CorpusFormat(e, target.Field);
        }
    }

    /// <summary>Makes the corpus visible.</summary>
    public async Task<Corpus> FinishAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            await CompleteAsync(cancellationToken);
        }
        catch (CorpusFormatException e)
        {
            throw Fault.CorpusFormat(e, target.Field);
        }

        if (_shard.Count > 0) await CloseShardAsync();
        var now = target.Clock.GetUtcNow();
        var corpus = new Corpus
        {
            CorpusId = target.CorpusId,
            Name = target.Header.Name,
            Format = target.Header.Format,
            Sequences = _sequences,
            Bytes = _bytes,
            Sha256 = Convert.ToHexStringLower(_hash.GetHashAndReset()),
            MetadataFields = { _fields },
            CreateTime = now.ToTimestamp(),
            ExpireTime = (now + target.Ttl).ToTimestamp(),
        };
        var booking = await target.Admission.BookCorpusAsync(target.CorpusId, _bytes);
        try
        {
            await target.Store.PublishAsync(corpus, target.Tenant, target.Ttl);
        }
        catch
        {
            await target.Admission.CancelAsync(booking);
            throw;
        }

        _finished = true;
        target.Log.CorpusStored(target.CorpusId, _sequences, _shards, _bytes);
        return corpus;
    }

    public virtual async ValueTask DisposeAsync()
    {
        _hash.Dispose();
        if (_finished) return;
        await target.Store.DeleteAsync(target.CorpusId);
        target.Log.CorpusGivenUp(target.CorpusId, _bytes);
    }

    protected abstract Task TakeAsync(ReadOnlyMemory<byte> slice);

    /// <summary>Called once after the last byte.</summary>
    protected abstract Task CompleteAsync(CancellationToken cancellationToken);

    protected async Task AddAsync(SequenceRecord sequence, int bytes)
    {
        _sequences++;
        _fields.UnionWith(sequence.Metadata.Keys);
        if (_fields.Count > MostMetadataFields)
            throw new CorpusFormatException(0, $"sequence {_sequences} brings the corpus over {MostMetadataFields} different metadata fields; use the same names for every sequence");
        _shard.Add(sequence);
        _shardBytes += bytes;
        if (_shard.Count >= target.Limits.ShardSequences || _shardBytes >= ShardBytes) await CloseShardAsync();
    }

    private async Task CloseShardAsync()
    {
        await target.Store.WriteShardAsync(target.CorpusId, _shards++, _shard, target.Ttl);
        _shard.Clear();
        _shardBytes = 0;
    }
}
