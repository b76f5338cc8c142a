using System.Reflection;
using AttentionViz.Gateway.Atlases.Parts;
using AttentionViz.Gateway.Caching;
using AttentionViz.Gateway.Jobs;
using AttentionViz.Gateway.Requests;
using AttentionViz.Pipeline.Atlases;
using AttentionViz.Pipeline.Jobs;
using AttentionViz.V1;
using Google.Protobuf.WellKnownTypes;

namespace AttentionViz.Gateway.Atlases;

/// <summary>Puts the table of contents of an atlas together.</summary>
internal sealed class AtlasManifest(JobLookup jobs, PlanReader plans, ReadyHeads heads, VersionStore versions, JobCache cache)
{
    private const string Part = "atlas";

    private static readonly Assembly Gateway = typeof(AtlasManifest).Assembly;

    public async Task<Atlas> ReadAsync(string jobId)
    {
        RequestChecks.RequireId(jobId, "job_id");
        var finding = jobs.RequireRecordAsync(jobId);
        if (cache.TryGet<Atlas>(jobId, Part, out var whole))
        {
            await finding;
            return whole;
        }

        var (planning, listing, noting) = (plans.FindAsync(jobId), heads.ListAsync(jobId), versions.ReadAsync(jobId));
        var atlas = Of(new PlannedJob(await finding, await planning ?? new AtlasPlan([])), await listing, await noting);
        // From now on it stays as it is.
        if (atlas.Heads.All(h => h.Ready)) cache.Keep(jobId, Part, atlas, Footprint.Of(atlas));
        return atlas;
    }

    private static Atlas Of(PlannedJob job, IReadOnlyDictionary<(int Layer, int Head), HeadSummary> ready, IReadOnlyDictionary<string, string> madeBy)
    {
        var atlas = new Atlas
        {
            JobId = job.JobId,
            Model = job.Record.Model,
            Corpus = job.Record.Corpus,
            Spec = job.Record.Spec,
            Sequences = job.Plan.Sum(s => (long)s.Sampled.Length),
            Tokens = job.Tokens,
            Versions = { madeBy.ToDictionary(), { VersionStore.NameOf(Gateway), VersionStore.VersionOf(Gateway) } },
            CreateTime = job.Record.Created.ToTimestamp(),
        };
        var layers = job.Record.Model.Layers.ToDictionary(l => l.Layer);
        atlas.Heads.AddRange(job.Record.Heads().Select(h => Summary(job, h, layers[h.Layer], ready.GetValueOrDefault((h.Layer, h.Head)))));
        return atlas;
    }

    private static HeadSummary Summary(PlannedJob job, HeadRef head, AttentionLayer layer, HeadSummary? finished)
    {
        var summary = finished?.Clone() ?? new HeadSummary();
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
