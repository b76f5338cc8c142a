using AttentionViz.Gateway.Errors;
using AttentionViz.Gateway.Requests;
using AttentionViz.Pipeline.Corpora;
using AttentionViz.Pipeline.Jobs;
using AttentionViz.Pipeline.Store;
using AttentionViz.V1;
using Google.Rpc;
using Microsoft.Extensions.Options;

namespace AttentionViz.Gateway.Jobs;

/// <summary>Changes how long a job that has ended is kept.</summary>
internal sealed class JobLifetimes(JobLookup lookup, JobStore store, CorpusStore corpora, IOptions<StoreOptions> options)
{
    public async Task<Job> ExtendAsync(ExtendJobRequest request)
    {
        var record = await lookup.RequireRecordAsync(request.JobId);
        var violations = new Violations();
        violations.CheckTtl(request.Ttl, "ttl", options.Value.MaxJobTtl, "Store:MaxJobTtl");
        violations.ThrowIfAny();
        var ttl = request.Ttl?.ToTimeSpan() ?? record.Ttl;
        if (!await store.ExtendAsync(request.JobId, ttl))
        {
            var running = await lookup.RequireAsync(request.JobId);
            throw Fault.Of(
                Code.FailedPrecondition, "JOB_RUNNING", $"job {Fault.Quote(running.JobId)} is {running.State} and is kept until it has ended; extend it then",
                ("job_id", running.JobId), ("state", running.State.ToString()));
        }

        // A corpus that came inline bears its job's id and lives as long as it.
        await corpora.KeepAsync(request.JobId, ttl);
        return await lookup.RequireAsync(request.JobId);
    }
}
