using System.Text.Json;
using AttentionViz.Pipeline.Atlases;
using AttentionViz.Pipeline.Store;
using AttentionViz.V1;
using StackExchange.Redis;

namespace AttentionViz.Pipeline.Jobs.Rates;

/// <summary>What recent jobs took, for estimates: a short list for each stage, which every gateway reads.</summary>
public sealed class RateStore(IConnectionMultiplexer redis, JobStore jobs, HeadStore heads)
{
    private const int Kept = 200;
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    private readonly IDatabase _db = redis.GetDatabase();

    /// <summary>Samples of a stage, newest first.</summary>
    public async Task<IReadOnlyList<StageSample>> RecentAsync(Stage stage) =>
        [.. (await _db.ListRangeAsync(Keys.Rates(stage))).Select(bytes => JsonSerializer.Deserialize<StageSample>((byte[])bytes!)!)];

    /// <summary>What an earlier job counted of the same corpus with the same model and limits; null when there was none lately.</summary>
    public async Task<CorpusCount?> CountAsync(string corpusSha, string modelSha, JobSpec spec)
    {
        var bytes = (byte[]?)await _db.StringGetAsync(CountKey(corpusSha, modelSha, spec));
        return bytes is null ? null : JsonSerializer.Deserialize<CorpusCount>(bytes);
    }

    public async Task AddPlanningAsync(JobRecord job, long sequences, long tokens, long skipped, TimeSpan took)
    {
        var count = JsonSerializer.SerializeToUtf8Bytes(new CorpusCount(sequences - skipped, tokens));
        await _db.StringSetAsync(CountKey(job.Corpus.Sha256, job.Model.Sha256, job.Spec), count, Lifetime);
        await AddAsync(Stage.Planning, Sample(job, sequences, took.TotalSeconds) with { Tokens = tokens, Bytes = job.Corpus.Bytes });
    }

    /// <summary>Called when the last shard is done.</summary>
    public async Task AddExtractingAsync(JobRecord job, string device)
    {
        if (await StageAsync(job, Stage.Extracting) is { } stage)
            await AddAsync(Stage.Extracting, Sample(job, stage.Done, stage.Elapsed.ToTimeSpan().TotalSeconds) with { Device = device });
    }

    /// <summary>Called when the last head is done.</summary>
    public async Task AddProjectingAsync(JobRecord job, IReadOnlyList<ShardPlan> plan)
    {
        if (await StageAsync(job, Stage.Projecting) is not { } stage) return;
        var done = (await heads.ListAsync(job.JobId)).Values;
        if (!done.Any()) return;
        var layers = job.Model.Layers.ToDictionary(l => l.Layer);
        var steps = done.SelectMany(h => h.Seconds).GroupBy(s => s.Key, s => s.Value).ToDictionary(g => g.Key, g => g.Sum() / done.Count());
        var seconds = stage.Elapsed.ToTimeSpan().TotalSeconds;
        await AddAsync(Stage.Projecting, Sample(job, stage.Done, seconds) with
        {
            Points = done.Average(h => plan.Sum(s => (double)s.RowsOf(layers[h.Layer].QuerySide) + s.RowsOf(layers[h.Layer].KeySide))),
            Steps = steps,
            AtOnce = Math.Max(1, steps.Values.Sum() * done.Count() / Math.Max(seconds, 1e-3)),
        });
    }

    private static StageSample Sample(JobRecord job, double units, double seconds) =>
        new(job.Model.Sha256, StageSample.SizeOf(job.Model), units, Math.Max(seconds, 1e-3));

    private static RedisKey CountKey(string corpusSha, string modelSha, JobSpec spec) =>
        Keys.CorpusCount(corpusSha, modelSha, $"{spec.MaxSequenceTokens}:{(int)spec.UnfitSequences}:{(int)spec.LongSequences}");

    private async Task<StageProgress?> StageAsync(JobRecord job, Stage stage) =>
        (await jobs.ReadAsync(job.JobId))?.Stages.FirstOrDefault(s => s.Stage == stage);

    private async Task AddAsync(Stage stage, StageSample sample)
    {
        var key = Keys.Rates(stage);
        await _db.ListLeftPushAsync(key, JsonSerializer.SerializeToUtf8Bytes(sample));
        await _db.ListTrimAsync(key, 0, Kept - 1);
        await _db.KeyExpireAsync(key, Lifetime);
    }
}
