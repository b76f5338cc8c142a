using AttentionViz.Numerics.Neighbours;
using AttentionViz.Numerics.Placement;
using AttentionViz.Pipeline.Atlases;
using AttentionViz.Pipeline.Jobs;
using AttentionViz.Pipeline.Store;
using AttentionViz.Projector.Consumers;
using AttentionViz.Projector.Projection;
using AttentionViz.V1;
using MapSpec = AttentionViz.Projector.Projection.MapSpec;

namespace AttentionViz.Projector.Placing;

/// <summary>Reads what a job has kept of a finished head.</summary>
internal sealed class ReferenceLoader(PlanStore plans, VectorStore vectors, HeadStore heads)
{
    /// <exception cref="ResultGoneException">Something of it is no longer in the store.</exception>
    public async Task<HeadReference> LoadAsync(JobRecord job, AttentionLayer layer, int head, ProjectionOptions options)
    {
        var summary = await heads.FindAsync(job.JobId, layer.Layer, head) ?? throw Gone(layer, head);
        var plan = await plans.ReadAsync(job.JobId);
        var (width, keyHead) = (layer.HeadWidth, HeadSelection.KeyHead(layer, head));
        var queries = await vectors.ReadAllAsync(job.JobId, VectorPart.Query, layer.Layer, head, plan, layer.QuerySide, width);
        var keys = await vectors.ReadAllAsync(job.JobId, VectorPart.Key, layer.Layer, keyHead, plan, layer.KeySide, width);
        var alignment = StoredAlignment.Of(summary.Alignment);
        var points = PointBlocks.Create(alignment.Apply(queries, keys), width, options.Metric);
        var maps = new Dictionary<MapSpec, ReferenceMap>();
        foreach (var spec in job.Spec.Maps)
        {
            var map = await heads.ReadMapAsync(job.JobId, layer.Layer, head, spec, points.Count) ?? throw Gone(layer, head);
            maps.Add(RequestedProjection.MapOf(spec), ReferenceMap.Create(points, map, spec.Dimensions));
        }

        // Points lie twice, row by row and in blocks; a map of components keeps their scores too.
        var values = (2L * points.Count * width) + maps.Keys.Sum(m => (long)points.Count * m.Dimensions * (m.Method == Projection.MapMethod.Pca ? 2 : 1));
        return new HeadReference(alignment, maps, sizeof(float) * values);
    }

    private static ResultGoneException Gone(AttentionLayer layer, int head) =>
        new($"the maps of L{layer.Layer} H{head} are no longer in the store; run the job again");
}
