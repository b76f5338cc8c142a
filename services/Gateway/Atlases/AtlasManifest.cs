using AttentionViz.Gateway.Jobs;
using AttentionViz.Pipeline.Atlases;
using AttentionViz.Pipeline.Jobs;
using AttentionViz.V1;
using Google.Protobuf.WellKnownTypes;

namespace AttentionViz.Gateway.Atlases;

/// <summary>Puts the table of contents of an atlas together.</summary>
internal sealed class AtlasManifest(JobLookup jobs, PlanStore plans, HeadStore heads)
{
    private static readonly string Version = typeof(AtlasManifest).Assembly.GetName().Version?.ToString(3) ?? "";

    public async Task<Atlas> ReadAsync(string jobId)
    {
        var job = await jobs.RequireRecordAsync(jobId);
        var plan = await plans.ReadAsync(jobId);
        var ready = await heads.ListAsync(jobId);
        var atlas = new Atlas
        {
            JobId = jobId,
            Model = job.Model,
            Corpus = job.Corpus,
            Spec = job.Spec,
            Sequences = plan.Sum(s => (long)s.Sampled.Length),
            Tokens = plan.Sum(s => (long)s.Rows),
            Versions = { ["attentionviz.gateway"] = Version },
            CreateTime = job.Created.ToTimestamp(),
        };
        var layers = job.Model.Layers.ToDictionary(l => l.Layer);
        var planned = new PlannedJob(job, plan);
        atlas.Heads.AddRange(job.Heads().Select(h => Summary(planned, h, layers[h.Layer], ready.GetValueOrDefault((h.Layer, h.Head)))));
        return atlas;
    }

    private static HeadSummary Summary(PlannedJob job, HeadRef head, AttentionLayer layer, HeadSummary? finished)
    {
        var summary = finished ?? new HeadSummary();
        summary.Layer = head.Layer;
        summary.Head = head.Head;
        summary.KeyHead = HeadSelection.KeyHead(layer, head.Head);
        summary.Width = layer.HeadWidth;
        summary.Scale = layer.Scale;
        summary.Causal = layer.Causal;
        summary.Ready = finished is not null;
        summary.Kind = layer.Kind;
        (summary.QuerySide, summary.KeySide) = (layer.QuerySide, layer.KeySide);
        (summary.Queries, summary.Keys) = (job.RowsOf(layer.QuerySide), job.RowsOf(layer.KeySide));
        return summary;
    }
}
