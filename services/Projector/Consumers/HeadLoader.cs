using AttentionViz.Numerics;
using AttentionViz.Pipeline.Atlases;
using AttentionViz.Pipeline.Atlases.Statistics;
using AttentionViz.Pipeline.Jobs;
using AttentionViz.V1;

namespace AttentionViz.Projector.Consumers;

/// <summary>Reads what the extractors left of one head.</summary>
public sealed class HeadLoader(PlanStore plans, VectorStore vectors, StatisticsStore statistics)
{
    /// <summary>The drawn vectors, with means over every token of the corpus, and the head's statistics.</summary>
    /// <exception cref="Pipeline.Store.ResultGoneException">Something of it is no longer in the store.</exception>
    public async Task<(HeadVectors Vectors, HeadStatistics Statistics)> LoadAsync(JobRecord job, AttentionLayer layer, int head)
    {
        var plan = await plans.ReadAsync(job.JobId);
        var keyHead = HeadSelection.KeyHead(layer, head);
        var sums = await statistics.ReadAsync(job.JobId, layer.Layer, head, keyHead, layer.HeadWidth, plan.Count);
        var queries = await vectors.ReadAllAsync(job.JobId, VectorPart.Query, layer.Layer, head, plan, layer.HeadWidth);
        var keys = await vectors.ReadAllAsync(job.JobId, VectorPart.Key, layer.Layer, keyHead, plan, layer.HeadWidth);
        var starts = new List<int> { 0 };
        foreach (var length in plan.SelectMany(s => s.Lengths).Where(l => l > 0)) starts.Add(starts[^1] + length);
        var read = new HeadVectors(
            queries, keys, layer.HeadWidth, (float)layer.Scale, layer.Causal, [.. starts], sums.Queries.Mean(), sums.Keys.Mean());
        return (read, sums);
    }
}
