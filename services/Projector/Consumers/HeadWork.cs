using AttentionViz.Numerics;
using AttentionViz.Pipeline.Atlases;
using AttentionViz.Pipeline.Atlases.Statistics;
using AttentionViz.Pipeline.Jobs;
using AttentionViz.Pipeline.Jobs.Rates;
using AttentionViz.Pipeline.Messages;
using AttentionViz.Projector.Hosting;
using AttentionViz.Projector.Projection;
using AttentionViz.V1;
using Microsoft.Extensions.Options;
using MapSpec = AttentionViz.Projector.Projection.MapSpec;

namespace AttentionViz.Projector.Consumers;

/// <summary>Aligns one head, makes its maps and stores them.</summary>
public sealed class HeadWork(
    UnitRunner units,
    HeadLoader loader,
    EarlierMaps earlier,
    HeadProjector projector,
    HeadStore heads,
    VersionStore versions,
    JobProgress progress,
    JobFlow flow,
    PlanStore plans,
    RateStore rates,
    TimeProvider clock,
    IOptions<ProjectorOptions> settings)
{
    public Task RunAsync(ProjectHead message, UnitCall call)
    {
        var (layer, head) = (message.Layer, message.Head);
        return units.RunAsync(call, (job, stop) => ProjectAsync(job, layer, head, call, stop));
    }

    private async Task ProjectAsync(JobRecord job, int layerIndex, int head, UnitCall call, CancellationToken stop)
    {
        await progress.BeginAsync(job, Stage.Projecting, job.Heads().Count);
        var layer = job.Model.Layers.Single(l => l.Layer == layerIndex);
        var (vectors, statistics, maps) = await LoadAsync(job, layer, head, stop);
        HeadProjection projection;
        try
        {
            var options = RequestedProjection.Of(job.Spec) with
            {
                EarlierMaps = maps,
                Threads = settings.Value.ThreadsFor(job.Heads().Count),
            };
            projection = projector.Project(vectors, options, null, stop);
        }
        catch (ArgumentException e)
        {
            throw new JobFaultException(JobFaultException.InvalidArgument, "PROJECTION_IMPOSSIBLE", e.Message);
        }

        var summary = HeadSummaries.Of(layer, head, projection, statistics);
        foreach (var (map, made) in summary.Maps.Zip(projection.Maps)) map.InitFrom = made.Map.IsContinued ? job.Spec.InitFrom : "";
        await StoreAsync(job, summary, [.. projection.Maps.Select(m => m.Map.Points)]);
        await progress.ReportAsync(job, Stage.Projecting, call.Unit, 1);
        ProjectionMetrics.AddHead(job.Spec.ModelId);
        if (await flow.DoneAsync(job, call.Unit, call.Bus, call.Stop)) await rates.AddProjectingAsync(job, await plans.ReadAsync(job.JobId));
    }

    private async Task<(HeadVectors Vectors, HeadStatistics Statistics, IReadOnlyDictionary<MapSpec, float[]> Earlier)> LoadAsync(JobRecord job, AttentionLayer layer, int head, CancellationToken stop)
    {
        using var stage = ProjectionMetrics.Watch("load head", clock);
        var (vectors, statistics) = await loader.LoadAsync(job, layer, head).WaitAsync(stop);
        stage.Span?.SetTag("points", vectors.Points);
        return (vectors, statistics, await earlier.LoadAsync(job, layer, head, vectors.Points).WaitAsync(stop));
    }

    private async Task StoreAsync(JobRecord job, HeadSummary summary, IReadOnlyList<float[]> points)
    {
        using var stage = ProjectionMetrics.Watch("store head", clock);
        await versions.NoteAsync<HeadWork>(job);
        await heads.WriteAsync(job, summary, points);
    }
}
