using AttentionViz.Gateway.Errors;
using AttentionViz.Gateway.Requests;
using AttentionViz.Gateway.Security;
using AttentionViz.Pipeline.Jobs;
using AttentionViz.V1;
using Grpc.Core;

namespace AttentionViz.Gateway.Jobs;

/// <summary>Finds the caller's jobs, or says in a client's words that there are none. One of another tenant is not there, in the very same words.</summary>
internal sealed class JobLookup(JobStore store, JobRecords records, Callers callers)
{
    private const string Remedy = "it was deleted, has expired or never was: ListJobs tells which there are";

    public async Task<Job> RequireAsync(string jobId)
    {
        RequestChecks.RequireId(jobId, "job_id");
        // Asked first, so that another's job takes no longer than none.
        if (await store.OwnerAsync(jobId) is not { } tenant || !callers.Current.Sees(tenant)) throw NotFound(jobId);
        return await store.ReadAsync(jobId) ?? throw NotFound(jobId);
    }

    public async Task<JobRecord> RequireRecordAsync(string jobId)
    {
        RequestChecks.RequireId(jobId, "job_id");
        return await records.FindAsync(jobId) is { } record && callers.Current.Sees(record.Tenant) ? record : throw NotFound(jobId);
    }

    /// <summary>A job that reads the corpus and has not ended, of any tenant; null when there is none.</summary>
    /// <param name="besides">A job that does not count.</param>
    public Task<string?> FindUnfinishedReaderAsync(string corpusId, string besides = "") => store.FindUnfinishedReaderAsync(corpusId, besides);

    /// <summary>Whether the caller may know of the job.</summary>
    public async Task<bool> SeesAsync(string jobId) => await store.OwnerAsync(jobId) is { } tenant && callers.Current.Sees(tenant);

    private static RpcException NotFound(string jobId) => Fault.NotFound("job", jobId, Remedy);
}
