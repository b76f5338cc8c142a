using AttentionViz.Gateway.Errors;
using AttentionViz.Pipeline.Jobs;
using AttentionViz.V1;
using Google.Rpc;
using Grpc.Core;

namespace AttentionViz.Gateway.Jobs;

/// <summary>Streams a job's snapshot and events.</summary>
internal sealed class JobWatch(JobLookup jobs, JobEvents events, TimeProvider clock, IHostApplicationLifetime lifetime)
{
    public async Task RunAsync(WatchJobRequest request, IServerStreamWriter<WatchJobResponse> stream, CancellationToken cancellationToken)
    {
        var job = await jobs.RequireAsync(request.JobId);
        var violations = new Violations();
        violations.Require(
            request.AfterSequence >= 0 && request.AfterSequence <= job.LastSequence, "after_sequence",
            $"is {request.AfterSequence}; the job has had {job.LastSequence} events: give the sequence of the last message received, or 0");
        violations.ThrowIfAny();

        await stream.WriteAsync(
            new WatchJobResponse { Sequence = job.LastSequence, Time = Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(clock.GetUtcNow()), Snapshot = job },
            cancellationToken);
        var after = request.AfterSequence > 0 ? request.AfterSequence : job.LastSequence;
        if (job.State.IsFinal() && after >= job.LastSequence) return;

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        try
        {
            await foreach (var happened in events.FollowAsync(request.JobId, after, stop.Token))
            {
                await stream.WriteAsync(happened, stop.Token);
                if (happened.StateChange?.State.IsFinal() == true) return;
            }
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // An open watch would hold up the stop of the whole server.
            throw Fault.Of(Code.Unavailable, "SERVER_STOPPING", "the gateway is stopping; watch again with after_sequence");
        }

        // Events ended without a final one: the job is gone, or its snapshot was final already.
        await jobs.RequireAsync(request.JobId);
    }
}
