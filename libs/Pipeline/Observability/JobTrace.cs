using System.Diagnostics;
using AttentionViz.Pipeline.Hosting;
using AttentionViz.Pipeline.Jobs;

namespace AttentionViz.Pipeline.Observability;

/// <summary>
/// The trace of a job. It begins with the submission and is kept with the job's record, so that all that is ever done for the job is
/// part of it, whichever process does it and however it came to: after a restart, by a message that was sent again, by another gateway.
/// </summary>
public static class JobTrace
{
    private static readonly AsyncLocal<string?> Ambient = new();

    /// <summary>The trace (W3C traceparent) of the job that is worked on here; null elsewhere.</summary>
    public static string? Current => Ambient.Value;

    /// <summary>Makes what the rest of the calling method sends for a job part of the job's trace.</summary>
    public static void Follow(JobRecord job) => Ambient.Value = job.Trace;

    /// <summary>Begins the trace of a new job within the call that submits it.</summary>
    /// <returns>To be disposed of when the job is on its way; null while nobody traces.</returns>
    public static Activity? Begin(string jobId, string modelId, out string trace)
    {
        var activity = Telemetry.Activities.StartActivity("submit job", ActivityKind.Internal);
        activity?.SetTag("job.id", jobId).SetTag("job.model", modelId);
        trace = (activity ?? Activity.Current) is { IdFormat: ActivityIdFormat.W3C, Id: { } id } ? id : "";
        Ambient.Value = trace;
        return activity;
    }

    /// <summary>
    /// Starts a span within the job's trace: below the message that asks for the work where that is part of the trace, else below the
    /// submission with a link to the message. The rest of the calling method, and what it calls, belongs to the job.
    /// </summary>
    /// <param name="askedBy">What caused the work without being its parent; default where nothing is known.</param>
    internal static Activity? Start(string name, JobRecord job, ActivityContext askedBy)
    {
        Ambient.Value = job.Trace;
        if (!Telemetry.Activities.HasListeners()) return null;
        var links = askedBy == default ? new List<ActivityLink>() : [new ActivityLink(askedBy)];
        if (!ActivityContext.TryParse(job.Trace, null, isRemote: true, out var submission) || Activity.Current?.TraceId == submission.TraceId)
            return Telemetry.Activities.StartActivity(name, ActivityKind.Internal, default(ActivityContext), links: links);
        if (Activity.Current is { } message) links.Add(new ActivityLink(message.Context));
        return Telemetry.Activities.StartActivity(name, ActivityKind.Internal, submission, links: links);
    }
}
