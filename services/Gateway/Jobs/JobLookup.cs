using AttentionViz.Gateway.Errors;
using AttentionViz.Gateway.Requests;
using AttentionViz.Pipeline.Jobs;
using AttentionViz.V1;

namespace AttentionViz.Gateway.Jobs;

/// <summary>Finds jobs, or says in a client's words that there are none.</summary>
internal sealed class JobLookup(JobStore store)
{
    private const string Remedy = "it was deleted, has expired or never was: ListJobs tells which there are";

    public async Task<Job> RequireAsync(string jobId)
    {
        RequestChecks.RequireId(jobId, "job_id");
        return await store.ReadAsync(jobId) ?? throw Fault.NotFound("job", jobId, Remedy);
    }

    public async Task<JobRecord> RequireRecordAsync(string jobId)
    {
        RequestChecks.RequireId(jobId, "job_id");
        return await store.FindAsync(jobId) ?? throw Fault.NotFound("job", jobId, Remedy);
    }

    /// <summary>A job that reads the corpus and has not ended; null when there is none.</summary>
    /// <param name="besides">A job that does not count.</param>
    public async Task<string?> FindUnfinishedReaderAsync(string corpusId, string besides = "")
    {
        foreach (var jobId in await store.ListAsync())
        {
            if (jobId == besides || (await store.StateAsync(jobId)).IsFinal()) continue;
            // A job that reuses vectors reads no corpus.
            if (await store.FindAsync(jobId) is { Spec.ReuseVectorsOf: "" } job && job.Corpus.CorpusId == corpusId) return jobId;
        }

        return null;
    }
}
