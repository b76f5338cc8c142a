using AttentionViz.V1;
using StackExchange.Redis;

namespace AttentionViz.Pipeline.Store;

/// <summary>
/// Every key there is. All keys of one job share the hash tag {job id}, those of a corpus {corpus
/// id}, so that each stays on one node of a cluster and can be changed in one transaction.
/// </summary>
public static class Keys
{
    /// <summary>Sorted set of job ids by creation time in Unix milliseconds.</summary>
    public static readonly RedisKey Jobs = "av:jobs";

    /// <summary>Set of model ids that extractors have announced.</summary>
    public static readonly RedisKey Models = "av:models";

    public static RedisKey Model(string modelId) => $"av:model:{modelId}";

    /// <summary>Job id that a client's request id stands for.</summary>
    public static RedisKey Request(string requestId) => $"av:request:{requestId}";

    /// <summary>List of what a stage of recent jobs took (JSON), newest first.</summary>
    public static RedisKey Rates(Stage stage) => $"av:rates:{stage}";

    /// <summary>What planning counted of a corpus with a model and limits (JSON).</summary>
    public static RedisKey CorpusCount(string corpusSha, string modelSha, string limits) => $"av:count:{corpusSha}:{modelSha}:{limits}";

    /// <summary>Corpus record (protobuf).</summary>
    public static RedisKey Corpus(string corpusId) => $"av:{{{corpusId}}}:corpus";

    /// <summary>Hash shard -> sequences (JSON).</summary>
    public static RedisKey CorpusShards(string corpusId) => $"av:{{{corpusId}}}:shards";

    /// <summary>Hash sequence -> image file, of a corpus of images.</summary>
    public static RedisKey CorpusImages(string corpusId) => $"av:{{{corpusId}}}:images";

    /// <summary>Hash: state, spec, model, corpus, totals, times.</summary>
    public static RedisKey Job(string jobId) => JobKey(jobId, "record");

    /// <summary>Set of the units (plan, shards, heads) not yet settled that no worker is at.</summary>
    public static RedisKey WaitingUnits(string jobId) => JobKey(jobId, "waiting");

    /// <summary>Set of the units not yet settled that a worker is at.</summary>
    public static RedisKey BegunUnits(string jobId) => JobKey(jobId, "begun");

    /// <summary>List of events (protobuf); an event's sequence number is its index plus one.</summary>
    public static RedisKey Events(string jobId) => JobKey(jobId, "events");

    /// <summary>Hash: totals of the job, and what is done of each stage.</summary>
    public static RedisKey Progress(string jobId) => JobKey(jobId, "progress");

    /// <summary>Hash "stage:unit" -> what is done of that unit, already counted in <see cref="Progress"/>.</summary>
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

    /// <summary>Channel on which something new in a job is announced.</summary>
    public static RedisChannel Wake(string jobId) => RedisChannel.Literal($"av:{{{jobId}}}:wake");

    /// <summary>Channel on which the id of a job that no longer goes on is announced.</summary>
    public static readonly RedisChannel Stopped = RedisChannel.Literal("av:stopped");

    /// <summary>Every key a job can have.</summary>
    public static RedisKey[] OfJob(string jobId) =>
    [
        Job(jobId), WaitingUnits(jobId), BegunUnits(jobId), Events(jobId), Progress(jobId), UnitProgress(jobId), Plan(jobId), Tokens(jobId), Images(jobId),
        Vectors(jobId), Norms(jobId), Statistics(jobId), Heads(jobId), Maps(jobId),
    ];

    private static RedisKey JobKey(string jobId, string what) => $"av:{{{jobId}}}:{what}";
}
