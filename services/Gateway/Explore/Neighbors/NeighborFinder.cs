using AttentionViz.Gateway.Atlases;
using AttentionViz.Gateway.Errors;
using AttentionViz.Pipeline.Atlases;
using AttentionViz.V1;
using Case = AttentionViz.V1.FindNeighborsRequest.PointOneofCase;

namespace AttentionViz.Gateway.Explore.Neighbors;

/// <summary>Finds the keys of the whole sample nearest to a query, or the queries nearest to a key.</summary>
internal sealed class NeighborFinder(AtlasAccess access, TokenTables tables, VectorReader vectors, VectorStore vectorStore, HeadStore heads)
{
    private const int DefaultCount = 20;
    private const int MostNeighbors = 1000;

    public async Task<FindNeighborsResponse> RunAsync(FindNeighborsRequest request, CancellationToken cancellationToken)
    {
        Check(request);
        var job = await access.RequirePlannedAsync(request.JobId);
        var layer = AtlasAccess.RequireHead(job.Record, request.Layer, request.Head);
        var spec = request.Method == MapMethod.Unspecified ? null : AtlasAccess.RequireMap(job.Record, request.Method, request.Dimensions, request.AttentionWeight);
        if (spec is not null) await access.RequireReadyAsync(job.Record, request.Layer, request.Head);
        var origin = Origin.Of(request, job, layer, await tables.ReadAsync(job, cancellationToken));

        var byMap = request.Measure == NeighborMeasure.MapDistance;
        var map = spec is null ? null : await HeadMap.ReadAsync(heads, origin, spec);
        var logits = byMap && !await AreKeptAsync(origin) ? null : await HeadLogits.ReadAsync(vectors, origin);
        var rows = origin.OtherRows();
        var (count, besides) = (request.Count == 0 ? DefaultCount : request.Count, request.OtherSequencesOnly ? origin.OwnOthers : (0, 0));
        var best = byMap ? map!.Nearest(rows.Length, count, besides) : await logits!.StrongestAsync(count, besides, cancellationToken);
        var found = best.Take().Select(f => (f.Point, f.Score, Place: origin.Table.SequenceOf(rows[f.Point]))).ToList();
        var told = byMap && logits is not null ? await logits.OfAsync(found.Select(f => (f.Point, f.Place)), cancellationToken) : null;
        return new FindNeighborsResponse
        {
            Neighbors =
            {
                found.Select(f => new Neighbor
                {
                    Row = rows[f.Point],
                    Text = origin.Table.Texts[origin.Table.TextOf[rows[f.Point]]],
                    SequenceIndex = f.Place.Sequence.Index,
                    Position = origin.Table.Positions[rows[f.Point]],
                    Logit = byMap ? told?[f.Point] ?? double.NaN : f.Score,
                    Distance = map?.DistanceTo(f.Point) ?? double.NaN,
                    SameSequence = f.Place.Drawn == origin.Place.Drawn,
                }),
            },
        };
    }

    private static void Check(FindNeighborsRequest request)
    {
        var violations = new Violations();
        violations.Require(request.PointCase != Case.None, "point", "is not given; give query_row or key_row");
        violations.Require(Enum.IsDefined(request.Measure), "measure", $"is {(int)request.Measure}; give LOGIT (1) or MAP_DISTANCE (2)");
        violations.Require(
            request.Measure != NeighborMeasure.MapDistance || request.Method != MapMethod.Unspecified, "method", "is not given; MAP_DISTANCE needs the map, by method and dimensions");
        violations.Require(request.Count is >= 0 and <= MostNeighbors, "count", $"is {request.Count}; give 1 to {MostNeighbors}, or 0 for {DefaultCount}");
        violations.ThrowIfAny();
    }

    /// <summary>False where the job kept its queries and keys no longer than it needed them.</summary>
    private async Task<bool> AreKeptAsync(Origin origin) =>
        origin.Job.Record.Spec.RetainVectors
        || await vectorStore.ChunkBytesAsync(origin.Job.JobId, VectorPart.Query, origin.Layer.Layer, origin.Head, origin.Place.Shard) > 0;
}
