using AttentionViz.Gateway.Errors;
using AttentionViz.Gateway.Jobs;
using AttentionViz.Gateway.Requests;
using AttentionViz.Pipeline.Corpora;
using AttentionViz.V1;
using Google.Rpc;
using Grpc.Core;
using Part = AttentionViz.V1.UploadCorpusRequest.PartOneofCase;

namespace AttentionViz.Gateway.Corpora;

internal sealed class CorpusGrpc(CorpusUploads uploads, CorpusStore store, JobLookup jobs, ILogger<CorpusGrpc> log) : CorpusService.CorpusServiceBase
{
    private const int MostChunkBytes = 1 << 20;

    public override async Task<UploadCorpusResponse> UploadCorpus(IAsyncStreamReader<UploadCorpusRequest> requestStream, ServerCallContext context)
    {
        var header = await ReadHeaderAsync(requestStream, context.CancellationToken);
        await using var upload = uploads.Begin(uploads.NewId(), header, "chunk");
        while (await requestStream.MoveNext(context.CancellationToken))
        {
            var part = requestStream.Current;
            if (part.PartCase != Part.Chunk) throw Unexpected(part.PartCase == Part.Header ? "the header came twice" : "a message holds no chunk");
            if (part.Chunk.Length > MostChunkBytes) throw Unexpected($"a chunk has {part.Chunk.Length} bytes, more than {MostChunkBytes}");
            await upload.PushAsync(part.Chunk.Memory);
        }

        return new UploadCorpusResponse { Corpus = await upload.FinishAsync(context.CancellationToken) };
    }

    public override async Task<GetCorpusResponse> GetCorpus(GetCorpusRequest request, ServerCallContext context)
    {
        RequestChecks.RequireId(request.CorpusId, "corpus_id");
        return new GetCorpusResponse { Corpus = await store.FindAsync(request.CorpusId) ?? throw NotFound(request.CorpusId) };
    }

    public override async Task<DeleteCorpusResponse> DeleteCorpus(DeleteCorpusRequest request, ServerCallContext context)
    {
        RequestChecks.RequireId(request.CorpusId, "corpus_id");
        if (await store.FindAsync(request.CorpusId) is null) throw NotFound(request.CorpusId);
        if (await jobs.FindUnfinishedReaderAsync(request.CorpusId) is { } reader)
        {
            throw Fault.Of(
                Code.FailedPrecondition, "CORPUS_IN_USE", $"job {Fault.Quote(reader)} still reads corpus {Fault.Quote(request.CorpusId)}; cancel it, or wait until it has ended",
                ("corpus_id", request.CorpusId), ("job_id", reader));
        }

        await store.DeleteAsync(request.CorpusId);
        log.CorpusDeleted(request.CorpusId);
        return new DeleteCorpusResponse();
    }

    public static RpcException NotFound(string corpusId) =>
        Fault.NotFound("corpus", corpusId, "it was deleted, has expired or never was: upload it with UploadCorpus");

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
