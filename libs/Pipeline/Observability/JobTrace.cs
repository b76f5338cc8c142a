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
    /// <summary>Begins the trace of a new job, within the call that submits it.</summary>
    /// <param name="trace">To be kept with the job: W3C traceparent; empty where calls are not traced.</param>
    /// <returns>To be disposed of when the job is on its way; null while nobody traces.</returns>
    public static Activity? Begin(string jobId, string modelId, out string trace)
    {
        var span = Telemetry.Activities.StartActivity("submit job");
        span?.SetTag("job.id", jobId).SetTag("job.model", modelId);
        trace = (span ?? Activity.Current) is { IdFormat: ActivityIdFormat.W3C, Id: { } id } ? id : "";
        return span;
    }

    /// <summary>
    /// Starts a span of a job right below its submission. What it is worked on within, and what asked for it, it is linked to:
    /// the shard that ends last asks for every head, and any that ends for another shard, so that as parents they would make a chain
    /// as long as the job and tell of causes that are none.
    /// </summary>
    /// <param name="askedBy">The span that asked for it; default where that is not known.</param>
    /// <returns>Null while nobody traces.</returns>
    public static Activity? Start(string name, JobRecord job, ActivityContext askedBy = default)
    {
        if (!Telemetry.Activities.HasListeners()) return null;
        // A job of before, or one whose submission was not traced, has no other place than the message's.
        var parent = ActivityContext.TryParse(job.Trace, null, isRemote: true, out var submission) ? submission : default;
        var links = new List<ActivityLink>();
        if (askedBy != default) links.Add(new ActivityLink(askedBy));
        if (parent != default && Activity.Current is { } within) links.Add(new ActivityLink(within.Context));
        return Telemetry.Activities.StartActivity(name, ActivityKind.Internal, parent, links: links);
    }
}
