using AttentionViz.Gateway.Caching;
using AttentionViz.Pipeline.Jobs;

namespace AttentionViz.Gateway.Jobs;

/// <summary>Job records through the cache: whether a job is still there is asked of the store each time, the rest once.</summary>
internal sealed class JobRecords(JobStore store, JobCache cache)
{
    private const string Part = "record";

    /// <summary>What does not change of a job; null when there is none (any more).</summary>
    public async Task<JobRecord?> FindAsync(string jobId)
    {
        if (cache.TryGet<JobRecord>(jobId, Part, out var known) && await store.FindTtlAsync(jobId) is { } ttl) return known with { Ttl = ttl };
        var record = known is null ? await store.FindAsync(jobId) : null;
        if (record is null) cache.Forget(jobId);
        else cache.Keep(jobId, Part, record, Footprint.Of(record.Spec) + Footprint.Of(record.Model) + Footprint.Of(record.Corpus));
        return record;
    }

    /// <summary>The record as far as it is known without asking; says nothing about whether the job is there, or whose it is.</summary>
    public JobRecord? Peek(string jobId) => cache.TryGet<JobRecord>(jobId, Part, out var known) ? known : null;
}
