using System.Runtime.InteropServices;
using AttentionViz.Pipeline.Atlases;
using AttentionViz.Pipeline.Hosting;
using AttentionViz.Pipeline.Jobs;
using AttentionViz.Pipeline.Messages;
using AttentionViz.Pipeline.Placing;
using AttentionViz.Projector.Consumers;
using AttentionViz.Projector.Hosting;
using AttentionViz.Projector.Projection;
using AttentionViz.V1;
using Google.Protobuf;
using MassTransit;
using Microsoft.Extensions.Options;

namespace AttentionViz.Projector.Placing;

/// <summary>Places the new queries and keys of one head into its maps; both the alignment and the maps stay as they are.</summary>
internal sealed class PlaceHeadConsumer(
    PlacingRunner runner, PlacingStore placings, PlacingResults results, ReferenceCache references, IOptions<ProjectorOptions> settings) : IConsumer<PlaceHead>
{
    public Task Consume(ConsumeContext<PlaceHead> context) => runner.RunAsync(
        context.Message.PlacingId, "place head",
        (placing, job, stop) => PlaceAsync(placing, job, context.Message.Layer, context.Message.Head, stop),
        context.CancellationToken);

    private async Task PlaceAsync(PlacingRecord placing, JobRecord job, int layerIndex, int head, CancellationToken stop)
    {
        var layer = job.Model.Layers.Single(l => l.Layer == layerIndex);
        var queries = await placings.ReadRowsAsync(placing.PlacingId, VectorPart.Query, layerIndex, head);
        var keys = await placings.ReadRowsAsync(placing.PlacingId, VectorPart.Key, layerIndex, HeadSelection.KeyHead(layer, head));
        // The call has ended.
        if (queries is null || keys is null) return;
        var options = RequestedProjection.Of(job.Spec) with { Threads = settings.Value.ThreadsFor(placing.Wanted.Heads.Count) };
        var reference = await references.GetAsync(job, layer, head, options);
        var added = reference.Alignment.Apply(queries, keys);
        var placed = new ProjectedHead { Layer = layerIndex, Head = head, Queries = queries.Length / layer.HeadWidth, Keys = keys.Length / layer.HeadWidth };
        foreach (var wanted in placing.Wanted.Maps)
        {
            var spec = RequestedProjection.MapOf(wanted);
            using var mapping = Telemetry.Activities.StartActivity("place points");
            mapping?.SetTag("map", spec.Name);
            try
            {
                var points = PointPlacer.Place(reference.Maps[spec], spec.Method, added, options, stop);
                placed.Maps.Add(new ProjectedMap { Map = wanted, Points = TensorOf(points, spec.Dimensions) });
            }
            catch (ArgumentException e)
            {
                // A model may well give what is not finite.
                throw new JobFaultException(JobFaultException.InvalidArgument, "PLACING_IMPOSSIBLE", $"L{layerIndex} H{head}: {e.Message}");
            }
        }

        await results.WriteHeadAsync(placing, placed);
    }

    private static Tensor TensorOf(float[] points, int dimensions) => new()
    {
        DataType = DataType.Float32,
        Shape = { points.Length / dimensions, dimensions },
        Data = ByteString.CopyFrom(MemoryMarshal.AsBytes<float>(points)),
    };
}
