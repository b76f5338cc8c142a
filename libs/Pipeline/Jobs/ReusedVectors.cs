using AttentionViz.Pipeline.Atlases;
using AttentionViz.Pipeline.Atlases.Statistics;
using AttentionViz.Pipeline.Store;
using AttentionViz.V1;

namespace AttentionViz.Pipeline.Jobs;

/// <summary>
/// Fetches for a job what an earlier one drew and extracted. It is copied, not referred to: the earlier job may be deleted or
/// expire at any time after.
/// </summary>
public sealed class ReusedVectors(
    JobStore jobs, PlanStore plans, TokenStore tokens, ImageStore images, VectorStore vectors, StatisticsStore statistics, JobProgress progress)
{
    /// <summary>Copies all that projecting and reading the job's heads needs.</summary>
    /// <returns>The plan, by shard.</returns>
    /// <exception cref="JobFaultException">The earlier job is gone, or no longer whole.</exception>
    public async Task<IReadOnlyList<ShardPlan>> CopyAsync(JobRecord job, CancellationToken stop)
    {
        var earlier = job.Spec.ReuseVectorsOf;
        try
        {
            var told = await jobs.ReadAsync(earlier) ?? throw Gone(earlier);
            await progress.BeginAsync(job, Stage.Planning, told.CorpusSequences);
            var plan = await plans.ReadAsync(earlier);
            await plans.WriteAsync(job, plan);
            await tokens.CopyAsync(earlier, job, plan.Count, stop);
            await images.CopyAsync(earlier, job, stop);
            await CopyHeadsAsync(job, plan, told.CorpusSequences, stop);
            await progress.SetTotalsAsync(job, told.CorpusSequences, told.CorpusTokens, told.SampledSequences, told.SampledTokens, told.TruncatedSequences);
            if (told.SkippedSequences > 0) await jobs.NoteSkippedAsync(job.JobId, told.SkippedSequences, told.FirstSkipped);
            await progress.ReportAsync(job, Stage.Planning, JobUnit.Plan, told.CorpusSequences);
            // A job is deleted in one step: what was read before this look was whole.
            return await jobs.FindAsync(earlier) is null ? throw Gone(earlier) : plan;
        }
        catch (ResultGoneException)
        {
            throw Gone(earlier);
        }
    }

    private async Task CopyHeadsAsync(JobRecord job, IReadOnlyList<ShardPlan> plan, long sequences, CancellationToken stop)
    {
        int[] drawn = [.. Enumerable.Range(0, plan.Count).Where(shard => plan[shard].Rows > 0)];
        var layers = job.Heads().GroupBy(h => h.Layer, h => h.Head).ToList();
        foreach (var (done, heads) in layers.Index())
        {
            var layer = job.Model.Layers.Single(l => l.Layer == heads.Key);
            int[] keyHeads = [.. heads.Select(h => HeadSelection.KeyHead(layer, h)).Distinct()];
            foreach (var head in heads) await vectors.CopyAsync(job.Spec.ReuseVectorsOf, job, VectorPart.Query, layer.Layer, head, drawn, stop);
            foreach (var head in keyHeads) await vectors.CopyAsync(job.Spec.ReuseVectorsOf, job, VectorPart.Key, layer.Layer, head, drawn, stop);
            await statistics.CopyAsync(job.Spec.ReuseVectorsOf, job, layer.Layer, [.. heads], keyHeads, plan.Count, stop);
            await progress.ReportAsync(job, Stage.Planning, JobUnit.Plan, sequences * (done + 1) / layers.Count);
        }
    }

    private static JobFaultException Gone(string earlier) => new(
        JobFaultException.FailedPrecondition, "REUSE_VECTORS_GONE",
        $"job '{earlier}' of reuse_vectors_of was deleted or has expired before its vectors were copied; name another job, or submit without reuse_vectors_of");
}
