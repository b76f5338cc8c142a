using AttentionViz.Pipeline.Store;
using AttentionViz.V1;
using Google.Protobuf.WellKnownTypes;
using StackExchange.Redis;

namespace AttentionViz.Pipeline.Jobs;

/// <summary>
/// How far the stages of a job have come. Every figure is set, never incremented, so that a unit
/// done twice counts once.
/// </summary>
public sealed class JobProgress(IConnectionMultiplexer redis, JobEvents events, TimeProvider clock)
{
    private readonly IDatabase _db = redis.GetDatabase();

    /// <summary>Notes that a stage has begun, if none noted it before.</summary>
    public Task BeginAsync(JobRecord job, Stage stage, long total) => SetAsync(job, stage, total, null);

    /// <summary>Notes how much of one unit of a stage is done, and tells watchers.</summary>
    /// <param name="unit">Name of the unit; its figure replaces the earlier one.</param>
    public Task ReportAsync(JobRecord job, Stage stage, string unit, long done) => SetAsync(job, stage, null, new($"{stage}.of.{unit}", done));

    /// <summary>Notes the totals that planning found.</summary>
    public Task SetTotalsAsync(JobRecord job, long sequences, long tokens, long sampledSequences, long sampledTokens, long truncated) =>
        _db.HashSetAsync(Keys.Progress(job.JobId),
        [
            new("corpus.sequences", sequences), new("corpus.tokens", tokens),
            new("sampled.sequences", sampledSequences), new("sampled.tokens", sampledTokens), new("truncated", truncated),
        ]);

    /// <summary>Stages that have begun, computed from the figures.</summary>
    /// <param name="now">Unix milliseconds.</param>
    internal static IEnumerable<StageProgress> Stages(IReadOnlyDictionary<string, long> figures, long now)
    {
        foreach (var stage in new[] { Stage.Planning, Stage.Extracting, Stage.Projecting })
        {
            if (figures.TryGetValue($"{stage}.start", out var start)) yield return Of(stage, figures, start, now);
        }
    }

    private static StageProgress Of(Stage stage, IReadOnlyDictionary<string, long> figures, long start, long now)
    {
        var done = figures.Where(f => f.Key.StartsWith($"{stage}.of.", StringComparison.Ordinal)).Sum(f => f.Value);
        var total = figures.GetValueOrDefault($"{stage}.total");
        var last = figures.GetValueOrDefault($"{stage}.last", start);
        var seconds = Math.Max((done < total ? now : last) - start, 0) / 1000.0;
        var rate = seconds > 0 ? done / seconds : 0;
        return new StageProgress
        {
            Stage = stage,
            Done = done,
            Total = total,
            Rate = rate,
            Elapsed = Duration.FromTimeSpan(TimeSpan.FromSeconds(seconds)),
            Remaining = rate > 0 && total > 0 ? Duration.FromTimeSpan(TimeSpan.FromSeconds(Math.Min((total - done) / rate, 315_360_000))) : null,
        };
    }

    private async Task SetAsync(JobRecord job, Stage stage, long? total, HashEntry? done)
    {
        var key = Keys.Progress(job.JobId);
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        await _db.HashSetAsync(key, $"{stage}.start", now, When.NotExists);
        if (total is { } units) await _db.HashSetAsync(key, $"{stage}.total", units);
        if (done is { } entry) await _db.HashSetAsync(key, [entry, new($"{stage}.last", now)]);
        await _db.KeyExpireAsync(key, job.Ttl);
        var figures = (await _db.HashGetAllAsync(key)).ToDictionary(e => e.Name.ToString(), e => (long)e.Value);
        await events.AppendAsync(job.JobId, Of(stage, figures, figures[$"{stage}.start"], now), job.Ttl);
    }
}
