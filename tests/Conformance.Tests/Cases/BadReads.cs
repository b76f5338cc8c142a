using AttentionViz.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;

namespace AttentionViz.Conformance.Tests.Cases;

/// <summary>Calls about what is not there, and with values out of range.</summary>
internal static class BadReads
{
    private const string Gone = "018f0000000070008000000000000000";

    public static IEnumerable<BadCall> All =>
    [
        new("JobService.GetJob", "an unknown job", _ => new GetJobRequest { JobId = Gone }, Code.NotFound, "JOB_NOT_FOUND"),
        new("JobService.GetJob", "an id that is none", _ => new GetJobRequest { JobId = "a b/ü" }, Code.NotFound, "JOB_NOT_FOUND"),
        new("JobService.CancelJob", "an unknown job", _ => new CancelJobRequest { JobId = Gone }, Code.NotFound, "JOB_NOT_FOUND"),
        new("JobService.DeleteJob", "an unknown job", _ => new DeleteJobRequest { JobId = Gone }, Code.NotFound, "JOB_NOT_FOUND"),
        new("JobService.WatchJob", "an unknown job", _ => new WatchJobRequest { JobId = Gone }, Code.NotFound, "JOB_NOT_FOUND"),
        Invalid("JobService.WatchJob", "behind the last event", w => new WatchJobRequest { JobId = w.JobId, AfterSequence = 1L << 40 }, "after_sequence"),
        Invalid("JobService.WatchJob", "before the first event", w => new WatchJobRequest { JobId = w.JobId, AfterSequence = -1 }, "after_sequence"),
        Invalid("JobService.ListJobs", "a page of 1001", _ => new ListJobsRequest { PageSize = 1001 }, "page_size"),
        Invalid("JobService.ListJobs", "a page token that is none", _ => new ListJobsRequest { PageToken = "!" }, "page_token"),
        Invalid("JobService.ListJobs", "an unknown state", _ => new ListJobsRequest { States = { JobState.Queued, (JobState)55 } }, "states[1]"),
        new("CorpusService.GetCorpus", "an unknown corpus", _ => new GetCorpusRequest { CorpusId = Gone }, Code.NotFound, "CORPUS_NOT_FOUND"),
        new("CorpusService.DeleteCorpus", "an unknown corpus", _ => new DeleteCorpusRequest { CorpusId = Gone }, Code.NotFound, "CORPUS_NOT_FOUND"),
        Upload("broken JSON", CorpusFormat.Jsonl, "{\"text\": 1}\n", "CORPUS_FORMAT"),
        Upload("nothing", CorpusFormat.Text, "\n", "CORPUS_FORMAT"),
        Upload("a zip that is none", CorpusFormat.ImageZip, "PK", "CORPUS_FORMAT"),
        new("ModelService.GetModel", "an unknown model", _ => new GetModelRequest { ModelId = "gpt-9" }, Code.NotFound, "MODEL_NOT_FOUND"),
        Invalid("ModelService.ListModels", "a page of -1", _ => new ListModelsRequest { PageSize = -1 }, "page_size"),
        new("AtlasService.GetAtlas", "an unknown job", _ => new GetAtlasRequest { JobId = Gone }, Code.NotFound, "JOB_NOT_FOUND"),
        Invalid("AtlasService.StreamTokens", "a row beyond the last", w => new StreamTokensRequest { JobId = w.JobId, StartRow = 1_000_000 }, "start_row"),
        Invalid("AtlasService.StreamTokens", "a row within a sequence", w => new StreamTokensRequest { JobId = w.JobId, StartRow = 1 }, "start_row"),
        new("AtlasService.StreamMap", "an unknown job", _ => Map(Gone, 0, MapMethod.Pca), Code.NotFound, "JOB_NOT_FOUND"),
        new("AtlasService.StreamMap", "a head that is not mapped", w => Map(w.JobId, 99, MapMethod.Pca), Code.NotFound, "HEAD_NOT_IN_JOB"),
        new("AtlasService.StreamMap", "a map that is not made", w => Map(w.JobId, 0, MapMethod.Tsne), Code.NotFound, "MAP_NOT_IN_JOB"),
        Invalid("AtlasService.StreamMap", "a point beyond the last", w => Map(w.JobId, 0, MapMethod.Pca, 1_000_000), "start_row"),
        new("AtlasService.StreamMatrix", "a map that is not made", w => new StreamMatrixRequest { JobId = w.JobId, Method = MapMethod.Pca, Dimensions = 3 }, Code.NotFound, "MAP_NOT_IN_JOB"),
        Invalid("AtlasService.StreamMatrix", "one point", w => new StreamMatrixRequest { JobId = w.JobId, Method = MapMethod.Pca, Dimensions = 2, PointsPerHead = 1 }, "points_per_head"),
        new("AtlasService.StreamMatrix", "a head that is not mapped", w => new StreamMatrixRequest { JobId = w.JobId, Method = MapMethod.Pca, Dimensions = 2, Heads = { new HeadRef { Layer = 50 } } }, Code.NotFound, "HEAD_NOT_IN_JOB"),
        new("AtlasService.GetAttention", "a sequence that is not there", w => new GetAttentionRequest { JobId = w.JobId, SequenceIndex = 1000 }, Code.NotFound, "SEQUENCE_NOT_DRAWN"),
        Invalid("AtlasService.GetAttention", "a sequence before the first", w => new GetAttentionRequest { JobId = w.JobId, SequenceIndex = -1 }, "sequence_index"),
        Invalid("AtlasService.GetAttention", "a position beyond the last", w => new GetAttentionRequest { JobId = w.JobId, HiddenPositions = { 0, 4000 } }, "hidden_positions[1]"),
        Invalid("AtlasService.GetAttention", "an unknown weighting", w => new GetAttentionRequest { JobId = w.JobId, Weighting = (AttentionWeighting)9 }, "weighting"),
        new("AtlasService.GetImage", "of text", w => new GetImageRequest { JobId = w.JobId }, Code.FailedPrecondition, "NOT_AN_IMAGE"),
        new("AtlasService.StreamVectors", "a head that is not mapped", w => new StreamVectorsRequest { JobId = w.JobId, Layer = 99, Kind = VectorKind.Key }, Code.NotFound, "HEAD_NOT_IN_JOB"),
        Invalid("AtlasService.StreamVectors", "no kind", w => new StreamVectorsRequest { JobId = w.JobId }, "kind"),
        Invalid("AtlasService.StreamVectors", "a row before the first", w => new StreamVectorsRequest { JobId = w.JobId, Kind = VectorKind.Key, StartRow = -1 }, "start_row"),
    ];

    private static BadCall Invalid(string method, string what, Func<World, IMessage> request, string field) =>
        new(method, what, request, Code.InvalidArgument, "INVALID_REQUEST", field);

    private static StreamMapRequest Map(string jobId, int layer, MapMethod method, long start = 0) =>
        new() { JobId = jobId, Layer = layer, Method = method, Dimensions = 2, StartRow = start };

    // The field of the bytes is "chunk" or "file", by the way in.
    private static BadCall Upload(string what, CorpusFormat format, string content, string reason) => new(
        "CorpusService.UploadCorpus", what,
        _ => [new UploadCorpusRequest { Header = new CorpusHeader { Name = "bad", Format = format, Ttl = Duration.FromTimeSpan(TimeSpan.FromHours(1)) } }, new UploadCorpusRequest { Chunk = ByteString.CopyFromUtf8(content) }],
        Code.InvalidArgument, reason);
}
