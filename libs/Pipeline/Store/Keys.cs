using AttentionViz.Pipeline.Workers;
using AttentionViz.V1;
using StackExchange.Redis;

namespace AttentionViz.Pipeline.Store;

/// <summary>
/// Every key there is. All keys of one job share the hash tag {job id}, those of a corpus {corpus
/// id}, those of a placing {placing id}, so that each stays on one node of a cluster and can be changed in one transaction.
/// </summary>
public static class Keys
{
    /// <summary>Sorted set of job ids by creation time in Unix milliseconds.</summary>
    public static readonly RedisKey Jobs = "av:jobs";

    /// <summary>Sorted set of corpus ids by creation time in Unix milliseconds.</summary>
    public static readonly RedisKey Corpora = "av:corpora";

    /// <summary>Set of model ids that extractors have announced.</summary>
    public static readonly RedisKey Models = "av:models";

    public static RedisKey Model(string modelId) => $"av:model:{modelId}";

    /// <summary>Set of the workers of a kind that have announced themselves.</summary>
    public static RedisKey Workers(WorkerKind kind) => $"av:workers:{kind}";

    /// <summary>Units that a worker can run at once; expires when it does not announce itself any more.</summary>
    public static RedisKey Worker(WorkerKind kind, string worker) => $"av:worker:{kind}:{worker}";

    /// <summary>As <see cref="Jobs"/>, those of one tenant.</summary>
    public static RedisKey JobsOf(string tenant) => $"av:jobs:{Escaped(tenant)}";

    /// <summary>As <see cref="Corpora"/>, those of one tenant.</summary>
    public static RedisKey CorporaOf(string tenant) => $"av:corpora:{Escaped(tenant)}";

    /// <summary>Job id that a client's request id stands for.</summary>
    /// <param name="requestId">As <see cref="RequestOf"/> gives it.</param>
    public static RedisKey Request(string requestId) => $"av:request:{requestId}";

    /// <summary>List of what a stage of recent jobs took (JSON), newest first.</summary>
    public static RedisKey Rates(Stage stage) => $"av:rates:{stage}";

    /// <summary>What planning counted of a corpus with a model and limits (JSON).</summary>
    public static RedisKey CorpusCount(string corpusSha, string modelSha, string limits) => $"av:count:{corpusSha}:{modelSha}:{limits}";

    /// <summary>A request id as it is kept: the same id of two tenants is two.</summary>
    public static string RequestOf(string tenant, string requestId) => $"{Escaped(tenant)}:{requestId}";

    /// <summary>Set of the jobs that read a corpus, ended ones among them.</summary>
    public static RedisKey CorpusReaders(string corpusId) => $"av:{{{corpusId}}}:readers";

    /// <summary>Hash: record (protobuf), tenant.</summary>
    public static RedisKey Corpus(string corpusId) => $"av:{{{corpusId}}}:corpus";

    /// <summary>Hash shard -> sequences (JSON).</summary>
    public static RedisKey CorpusShards(string corpusId) => $"av:{{{corpusId}}}:shards";

    /// <summary>Hash sequence -> image file, of a corpus of images.</summary>
    public static RedisKey CorpusImages(string corpusId) => $"av:{{{corpusId}}}:images";

    /// <summary>Hash: state, spec, model, corpus, totals, times.</summary>
    public static RedisKey Job(string jobId) => JobKey(jobId, "record");

    /// <summary>Set of the units (plan, shards, heads) that were asked for, are not yet settled and that no worker is at.</summary>
    public static RedisKey WaitingUnits(string jobId) => JobKey(jobId, "waiting");

    /// <summary>Set of the units not yet settled that a worker is at.</summary>
    public static RedisKey BegunUnits(string jobId) => JobKey(jobId, "begun");

    /// <summary>There while a worker is at a unit: expires soon after the worker is gone.</summary>
    public static RedisKey UnitLease(string jobId, string unit) => JobKey(jobId, $"lease:{unit}");

    /// <summary>List of events (protobuf); an event's sequence number is its index plus one.</summary>
    public static RedisKey Events(string jobId) => JobKey(jobId, "events");

    /// <summary>Hash: totals of the job, and what is done of each stage.</summary>
    public static RedisKey Progress(string jobId) => JobKey(jobId, "progress");

    /// <summary>
    /// Hash "stage:unit" -> what is done of that unit, already counted in <see cref="Progress"/>; "lost:unit" -> workers that were lost at it.
    /// </summary>
    public static RedisKey UnitProgress(string jobId) => JobKey(jobId, "unit-progress");

    /// <summary>Hash shard -> what is drawn of it (JSON).</summary>
    public static RedisKey Plan(string jobId) => JobKey(jobId, "plan");

    /// <summary>Hash shard -> token rows (protobuf).</summary>
    public static RedisKey Tokens(string jobId) => JobKey(jobId, "tokens");

    /// <summary>Hash sequence -> the model's view of a drawn image (PNG).</summary>
    public static RedisKey Images(string jobId) => JobKey(jobId, "views");

    /// <summary>Hash "q|k:layer:head:shard" -> queries or keys of one shard.</summary>
    public static RedisKey Vectors(string jobId) => JobKey(jobId, "vectors");

    /// <summary>Hash "q|k|v:layer:head:shard" -> norms of queries, keys or values of one shard.</summary>
    public static RedisKey Norms(string jobId) => JobKey(jobId, "norms");

    /// <summary>Hash "layer:q|k|b head:level:part" -> sums over every token of some shards (float64).</summary>
    public static RedisKey Statistics(string jobId) => JobKey(jobId, "statistics");

    /// <summary>Hash "layer:head" -> head summary (protobuf).</summary>
    public static RedisKey Heads(string jobId) => JobKey(jobId, "heads");

    /// <summary>Hash "layer:head:method:dimensions:attention weight:chunk" -> float32 points.</summary>
    public static RedisKey Maps(string jobId) => JobKey(jobId, "maps");

    /// <summary>Set of "name version" of the software that worked on the job.</summary>
    public static RedisKey Versions(string jobId) => JobKey(jobId, "versions");

    /// <summary>Channel on which something new in a job, or a placing, is announced.</summary>
    public static RedisChannel Wake(string id) => RedisChannel.Literal($"av:{{{id}}}:wake");

    /// <summary>Hash: what a call of ProjectSequences asks for, and its sequences. Workers go on while it is there.</summary>
    public static RedisKey Placing(string placingId) => $"av:{{{placingId}}}:placing";

    /// <summary>Hash "q|k|v:layer:head" -> queries, keys or value norms of the new tokens.</summary>
    public static RedisKey PlacingRows(string placingId) => $"av:{{{placingId}}}:placing-rows";

    /// <summary>Hash "tokens" (with the views of images), "failure" or "layer:head" -> what a placing has come to (protobuf).</summary>
    public static RedisKey Placed(string placingId) => $"av:{{{placingId}}}:placed";

    /// <summary>Every key a placing can have.</summary>
    public static RedisKey[] OfPlacing(string placingId) => [Placing(placingId), PlacingRows(placingId), Placed(placingId)];

    // Accounts share a hash tag of their own: a place in a queue and a tenant's quota are taken in one transaction.

    /// <summary>Counts the bookings, so that one that was decided on older figures is refused.</summary>
    public static readonly RedisKey Bookings = "av:{accounts}:bookings";

    /// <summary>Sorted set of the jobs that have not ended, by the time they were let in.</summary>
    public static readonly RedisKey Unfinished = "av:{accounts}:unfinished";

    /// <summary>As <see cref="Unfinished"/>, those of one tenant.</summary>
    public static RedisKey UnfinishedOf(string tenant) => $"av:{{accounts}}:unfinished:{Escaped(tenant)}";

    /// <summary>Hash job id -> bytes that an unfinished job may take at its peak.</summary>
    public static readonly RedisKey ExpectedBytes = "av:{accounts}:expected-bytes";

    /// <summary>Hash job id -> time and tokens (with whether they were counted) of the jobs that a tenant submitted within one hour.</summary>
    /// <param name="hour">Hours since 1970.</param>
    public static RedisKey TokensOf(string tenant, long hour) => $"av:{{accounts}}:tokens:{Escaped(tenant)}:{hour}";

    /// <summary>Hash "c:corpus id" or "j:job id" -> bytes it takes, and since when or whether that was measured.</summary>
    public static RedisKey BytesOf(string tenant) => $"av:{{accounts}}:bytes:{Escaped(tenant)}";

    /// <summary>Channel on which the id of a job that no longer goes on is announced.</summary>
    public static readonly RedisChannel Stopped = RedisChannel.Literal("av:stopped");

    /// <summary>Every key a job can have, but for the leases of its units, which expire by themselves.</summary>
    public static RedisKey[] OfJob(string jobId) =>
    [
        Job(jobId), WaitingUnits(jobId), BegunUnits(jobId), Events(jobId), Progress(jobId), UnitProgress(jobId), Plan(jobId), Tokens(jobId), Images(jobId),
        Vectors(jobId), Norms(jobId), Statistics(jobId), Heads(jobId), Maps(jobId), Versions(jobId),
    ];

    /// <summary>Those that grow with the corpus or the sample.</summary>
    public static RedisKey[] LargeOfJob(string jobId) =>
        [Plan(jobId), Tokens(jobId), Images(jobId), Vectors(jobId), Norms(jobId), Statistics(jobId), Heads(jobId), Maps(jobId)];

    // A tenant's name may hold anything, also what marks a hash tag.
    private static string Escaped(string tenant) => Uri.EscapeDataString(tenant);

    private static RedisKey JobKey(string jobId, string what) => $"av:{{{jobId}}}:{what}";
}
