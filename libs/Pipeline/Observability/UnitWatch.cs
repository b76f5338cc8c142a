using System.Diagnostics;
using AttentionViz.Pipeline.Hosting;
using AttentionViz.Pipeline.Jobs;
using AttentionViz.V1;
using Microsoft.Extensions.Logging;

namespace AttentionViz.Pipeline.Observability;

/// <summary>One unit of work seen from outside: its span in the job's trace, its time, how long it waited, and what its log lines bear.</summary>
public sealed class UnitWatch : IDisposable
{
    private readonly Activity? _span;
    private readonly IDisposable? _scope;
    private readonly TimeProvider _clock;
    private readonly long _began;
    private readonly string _kind;

    private UnitWatch(string kind, Activity? span, IDisposable? scope, TimeProvider clock) =>
        (_kind, _span, _scope, _clock, _began) = (kind, span, scope, clock, clock.GetTimestamp());

    /// <summary>"done", "stopped", "failed", or "retried" while nothing else is known.</summary>
    public string Outcome { get; set; } = "retried";

    /// <summary>Begins a unit of a job. The rest of the calling method, and what it calls, is within it.</summary>
    public static UnitWatch Begin(JobRecord job, string unit, TimeProvider clock, ILogger logger)
    {
        var (kind, message) = (JobUnit.Kind(unit), UnitMessage.Current);
        var scope = new UnitScope(job.JobId, unit);
        var span = JobTrace.Start(
            kind switch
            {
                JobUnit.Plan => "plan job",
                "shard" => "extract shard",
                _ => "project head",
            },
            job, message?.AskedBy ?? default);
        foreach (var (name, value) in scope) span?.SetTag(name, value);
        if (message?.TakeWait(clock) is { } wait) Telemetry.UnitWait.Record(wait, new("kind", kind), new("priority", NameOf(job.Spec.Priority)));
        return new UnitWatch(kind, span, logger.BeginScope(scope), clock);
    }

    /// <summary>Begins a worker's part of a placing. A call waits for it, so its trace is the call's.</summary>
    /// <param name="kind">"place sequences" or "place head".</param>
    public static UnitWatch BeginPlacing(string placingId, string jobId, string kind, TimeProvider clock, ILogger logger)
    {
        var span = Telemetry.Activities.StartActivity(kind);
        span?.SetTag("placing.id", placingId).SetTag("job.id", jobId);
        if (UnitMessage.Current?.TakeWait(clock) is { } wait) Telemetry.UnitWait.Record(wait, new KeyValuePair<string, object?>("kind", kind));
        return new UnitWatch(kind, span, logger.BeginScope(new UnitScope(jobId, kind)), clock);
    }

    public void Dispose()
    {
        _span?.SetTag("outcome", Outcome);
        if (Outcome is "failed" or "retried") _span?.SetStatus(ActivityStatusCode.Error);
        _span?.Dispose();
        _scope?.Dispose();
        Telemetry.UnitSeconds.Record(_clock.GetElapsedTime(_began).TotalSeconds, new("kind", _kind), new("outcome", Outcome));
    }

    private static string NameOf(JobPriority priority) => priority switch
    {
        JobPriority.Low => "low",
        JobPriority.High => "high",
        _ => "normal",
    };
}
