using System.Globalization;
using AttentionViz.Gateway.Caching;
using AttentionViz.Gateway.Errors;
using AttentionViz.Pipeline.Atlases;
using AttentionViz.Pipeline.Corpora.Images;
using AttentionViz.V1;
using Google.Protobuf;
using Google.Rpc;

namespace AttentionViz.Gateway.Atlases;

/// <summary>Finds the picture of a drawn sequence.</summary>
internal sealed class ImageReader(JobCache cache, AtlasAccess access, TokenRows tokens, ImageStore images)
{
    public async Task<GetImageResponse> ReadAsync(GetImageRequest request)
    {
        var violations = new Violations();
        violations.Require(request.SequenceIndex >= 0, "sequence_index", $"is {request.SequenceIndex}; give 0 or more");
        violations.ThrowIfAny();
        var job = await access.RequirePlannedAsync(request.JobId);
        if (job.Record.Corpus.Format != CorpusFormat.ImageZip)
            throw Fault.Of(Code.FailedPrecondition, "NOT_AN_IMAGE", "the job's corpus holds no images; StreamTokens gives its text", ("job_id", request.JobId));
        return await FindAsync(job, request.SequenceIndex)
            ?? throw await access.NotReadyAsync(request.JobId, $"the picture of sequence {request.SequenceIndex} is not there");
    }

    /// <summary>The answer, for all to share; null while the picture is not there.</summary>
    private Task<GetImageResponse?> FindAsync(PlannedJob job, long sequence) => cache.GetAsync<GetImageResponse>(
        job.JobId, string.Create(CultureInfo.InvariantCulture, $"image:{sequence}"), async () =>
        {
            var (reading, finding) = (images.ReadAsync(job.JobId, sequence), tokens.FindAsync(job, sequence));
            var place = await finding;
            if (await reading is not { } png) return null;
            var header = ImageHeader.Read(png);
            return new(
                new GetImageResponse { Png = UnsafeByteOperations.UnsafeWrap(png), Grid = place.Sequence.Image, Width = header.Width, Height = header.Height },
                png.Length + 256);
        });
}
