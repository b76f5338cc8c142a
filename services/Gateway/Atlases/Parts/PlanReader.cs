using AttentionViz.Gateway.Caching;
using AttentionViz.Pipeline.Atlases;

namespace AttentionViz.Gateway.Atlases.Parts;

/// <summary>Plans of jobs, kept once they are made.</summary>
internal sealed class PlanReader(JobCache cache, PlanStore plans)
{
    /// <summary>Null before the job is planned.</summary>
    public Task<AtlasPlan?> FindAsync(string jobId) => cache.GetAsync<AtlasPlan>(jobId, "plan", async () =>
    {
        var shards = await plans.ReadAsync(jobId);
        if (shards.Count == 0) return null;
        var plan = new AtlasPlan(shards);
        return new(plan, plan.Bytes);
    });
}
