using AttentionViz.Gateway.Errors;
using AttentionViz.Gateway.Jobs;
using AttentionViz.Gateway.Quotas;
using AttentionViz.Pipeline.Corpora;
using AttentionViz.Pipeline.Store;
using AttentionViz.V1;
using Google.Rpc;
using Grpc.Core;
using Part = AttentionViz.V1.UploadCorpusRequest.PartOneofCase;

namespace AttentionViz.Gateway.Corpora;

internal sealed class CorpusGrpc(
    CorpusUploads uploads, CorpusLookup lookup, CorpusListing listing, CorpusStore store, JobLookup jobs, Admission admission, ILogger<CorpusGrpc> log)
    : CorpusService.CorpusServiceBase
{
    public const int MostChunkBytes = 1 << 20;

    public override async Task<UploadCorpusResponse> UploadCorpus(IAsyncStreamReader<UploadCorpusRequest> requestStream, ServerCallContext context)
    {
        var header = await ReadHeaderAsync(requestStream, context.CancellationToken);
        await using var upload = uploads.Begin(RandomId.Create(), header, "chunk");
        while (await requestStream.MoveNext(context.CancellationToken))
        {
            var part = requestStream.Current;
            if (part.PartCase != Part.Chunk) throw Unexpected(part.PartCase == Part.Header ? "the header came twice" : "a message holds no chunk");
            if (part.Chunk.Length > MostChunkBytes) throw Unexpected($"a chunk has {part.Chunk.Length} bytes, more than {MostChunkBytes}");
            await upload.PushAsync(part.Chunk.Memory);
        }

        return new UploadCorpusResponse { Corpus = await upload.FinishAsync(context.CancellationToken) };
    }

    public override async Task<GetCorpusResponse> GetCorpus(GetCorpusRequest request, ServerCallContext context) =>
        new() { Corpus = await lookup.RequireAsync(request.CorpusId) };

    public override Task<ListCorporaResponse> ListCorpora(ListCorporaRequest request, ServerCallContext context) =>
        listing.ListAsync(request, context.CancellationToken);

    public override async Task<DeleteCorpusResponse> DeleteCorpus(DeleteCorpusRequest request, ServerCallContext context)
    {
        var (corpus, tenant) = await lookup.RequireOwnedAsync(request.CorpusId);
        if (await jobs.FindUnfinishedReaderAsync(corpus.CorpusId) is { } reader)
        {
            // An administrator's job may read it, of which its tenant need not know more.
            var job = await jobs.SeesAsync(reader) ? $"job {Fault.Quote(reader)}" : "a job of the server's administrator";
            throw Fault.Of(
                Code.FailedPrecondition, "CORPUS_IN_USE", $"{job} still reads corpus {Fault.Quote(corpus.CorpusId)}; cancel it, or wait until it has ended",
                ("corpus_id", corpus.CorpusId));
        }

        await store.DeleteAsync(corpus.CorpusId);
        await admission.ForgetCorpusAsync(tenant, corpus.CorpusId);
        log.CorpusDeleted(corpus.CorpusId);
        return new DeleteCorpusResponse();
    }

    private async Task<CorpusHeader> ReadHeaderAsync(IAsyncStreamReader<UploadCorpusRequest> stream, CancellationToken cancellationToken)
    {
        if (!await stream.MoveNext(cancellationToken)) throw Unexpected("the stream is empty");
        if (stream.Current.PartCase != Part.Header) throw Unexpected("the first message holds no header");
        var header = stream.Current.Header;
        var violations = new Violations();
        uploads.Check(header, "header", violations);
        violations.ThrowIfAny();
        return header;
    }

    private static RpcException Unexpected(string what) => Fault.Of(
        Code.InvalidArgument, "UPLOAD_ORDER", $"{what}; send the header first, once, then the file in chunks of at most {MostChunkBytes} bytes");
}
