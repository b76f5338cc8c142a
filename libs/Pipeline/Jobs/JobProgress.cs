using AttentionViz.Pipeline.Store;
using AttentionViz.V1;
using Google.Protobuf.WellKnownTypes;
using StackExchange.Redis;

namespace AttentionViz.Pipeline.Jobs;

/// <summary>
/// How far the stages of a job have come. What a unit has done is counted by its difference to what
/// was counted of it before, so that a unit done twice counts once.
/// </summary>
public sealed class JobProgress(IConnectionMultiplexer redis, JobEvents events, TimeProvider clock)
{
    private readonly IDatabase _db = redis.GetDatabase();

    /// <summary>Notes that a stage has begun, if none noted it before.</summary>
    /// <exception cref="JobEndedException">The job has ended or is gone.</exception>
    public async Task BeginAsync(JobRecord job, Stage stage, long total)
    {
        var key = Keys.Progress(job.JobId);
        await _db.WriteAsync(job.JobId, t =>
        {
            _ = t.HashSetAsync(key, $"{stage}.total", total);
            _ = t.HashSetAsync(key, $"{stage}.start", Now(), When.NotExists);
        }, key);
        await TellAsync(job, stage);
    }

    /// <summary>Notes how much of one unit of a stage is done, and tells watchers.</summary>
    /// <param name="unit">Name of the unit; the figure replaces the one noted before.</param>
    /// <exception cref="JobEndedException">The job has ended or is gone.</exception>
    public async Task ReportAsync(JobRecord job, Stage stage, string unit, long done)
    {
        var (units, progress) = (Keys.UnitProgress(job.JobId), Keys.Progress(job.JobId));
        RedisValue field = $"{stage}:{unit}";
        while (true)
        {
            var before = await _db.HashGetAsync(units, field);
            var transaction = _db.CreateTransaction();
            var unfinished = transaction.RequireUnfinished(job.JobId);
            var same = transaction.AddCondition(before.IsNull ? Condition.HashNotExists(units, field) : Condition.HashEqual(units, field, before));
            _ = transaction.HashSetAsync(units, field, done);
            _ = transaction.HashIncrementAsync(progress, $"{stage}.done", done - (before.IsNull ? 0 : (long)before));
            _ = transaction.HashSetAsync(progress, $"{stage}.last", Now());
            _ = transaction.KeyExpireAsync(units, JobLease.Lifetime);
            _ = transaction.KeyExpireAsync(progress, JobLease.Lifetime);
            if (await transaction.CommitAsync(_db, progress)) break;
            await _db.RequireGoesOnAsync(job.JobId, unfinished);
            // Another worker runs the same unit at this moment; one of the two counts.
            if (!same.WasSatisfied && await _db.HashGetAsync(units, field) != before) return;
            // Else another unit reported meanwhile.
        }

        await TellAsync(job, stage);
    }

    /// <summary>Notes the totals that planning found.</summary>
    /// <exception cref="JobEndedException">The job has ended or is gone.</exception>
    public Task SetTotalsAsync(JobRecord job, long sequences, long tokens, long sampledSequences, long sampledTokens, long truncated) =>
        _db.WriteAsync(job.JobId, t => _ = t.HashSetAsync(Keys.Progress(job.JobId),
        [
            new("corpus.sequences", sequences), new("corpus.tokens", tokens),
            new("sampled.sequences", sampledSequences), new("sampled.tokens", sampledTokens), new("truncated", truncated),
        ]), Keys.Progress(job.JobId));

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
        var done = figures.GetValueOrDefault($"{stage}.done");
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

    private async Task TellAsync(JobRecord job, Stage stage)
    {
        var figures = (await _db.HashGetAllAsync(Keys.Progress(job.JobId))).ToDictionary(e => e.Name.ToString(), e => (long)e.Value);
        if (figures.TryGetValue($"{stage}.start", out var start)) await events.AppendAsync(job.JobId, Of(stage, figures, start, Now()));
    }

    private long Now() => clock.GetUtcNow().ToUnixTimeMilliseconds();
}
