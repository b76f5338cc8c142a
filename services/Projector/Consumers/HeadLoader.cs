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
        var queries = await vectors.ReadAllAsync(job.JobId, VectorPart.Query, layer.Layer, head, plan, layer.QuerySide, layer.HeadWidth);
        var keys = await vectors.ReadAllAsync(job.JobId, VectorPart.Key, layer.Layer, keyHead, plan, layer.KeySide, layer.HeadWidth);
        var drawn = DrawnSequence.Of(plan).Where(s => s.Tokens > 0).ToList();
        var read = new HeadVectors(
            queries, keys, layer.HeadWidth, (float)layer.Scale, layer.Causal, Starts(drawn, layer.QuerySide), sums.Queries.Mean(), sums.Keys.Mean(),
            Starts(drawn, layer.KeySide))
        {
            QueryCovariance = sums.Queries.Covariance(),
            KeyCovariance = sums.Keys.Covariance(),
        };
        return (read, sums);
    }

    private static int[] Starts(List<DrawnSequence> drawn, TokenSide side) =>
        [.. drawn.Select(s => s.Start(side)), drawn.Sum(s => s.Length(side))];
}
