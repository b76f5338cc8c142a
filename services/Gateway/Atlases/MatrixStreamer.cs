using AttentionViz.Gateway.Atlases.Parts;
using AttentionViz.Gateway.Errors;
using AttentionViz.Gateway.Requests;
using AttentionViz.V1;
using Grpc.Core;

namespace AttentionViz.Gateway.Atlases;

/// <summary>Streams a thinned-out map of every head, the same tokens of each.</summary>
internal sealed class MatrixStreamer(AtlasAccess access, ReadyHeads ready, MatrixTiles tiles)
{
    private const int DefaultPoints = 2000;
    private const int MostPoints = 100_000;

    // Tiles read while another is sent.
    private const int Ahead = 8;

    public async Task RunAsync(StreamMatrixRequest request, IServerStreamWriter<StreamMatrixResponse> stream, CancellationToken cancellationToken)
    {
        Check(request);
        var (planning, listing) = (access.RequirePlannedAsync(request.JobId), ready.ListAsync(request.JobId));
        var job = await planning;
        var map = AtlasAccess.RequireMap(job.Record, request.Method, request.Dimensions, request.AttentionWeight);
        var detail = new MatrixDetail(
            map, request.PointsPerHead == 0 ? DefaultPoints : request.PointsPerHead, request.DataType == DataType.Unspecified ? DataType.Uint16 : request.DataType);
        var heads = await ChooseAsync(job, request, await listing);
        var sample = await tiles.SampleAsync(job, detail.PointsPerHead);
        RequireAny(job, sample, detail.PointsPerHead);

        var writer = new PacedWriter<StreamMatrixResponse>(stream, cancellationToken);
        await writer.WriteAsync(new StreamMatrixResponse { Header = new MatrixHeader { Rows = sample.Rows, Heads = heads.Count } }, sample.Rows.Data.Length);
        var reading = new Queue<Task<StreamMatrixResponse?>>();
        for (var next = 0; next < heads.Count || reading.Count > 0;)
        {
            while (next < heads.Count && reading.Count <= Ahead) reading.Enqueue(tiles.ReadAsync(job, heads[next].Layer, heads[next++].Head, detail, sample));
            var tile = await reading.Dequeue() ?? throw AtlasAccess.Gone(job.JobId);
            await writer.WriteAsync(tile, tile.Tile.Points.Data.Length);
        }
    }

    private static void Check(StreamMatrixRequest request)
    {
        RequestChecks.RequireId(request.JobId, "job_id");
        var violations = new Violations();
        violations.Require(
            request.PointsPerHead is 0 or (>= 2 and <= MostPoints), "points_per_head", $"is {request.PointsPerHead}; give 2 to {MostPoints}, or 0 for {DefaultPoints}");
        violations.Require(
            request.DataType is DataType.Unspecified or DataType.Uint16 or DataType.Float16, "data_type", $"is {(int)request.DataType}; give UINT16 (3) or FLOAT16 (2)");
        violations.ThrowIfAny();
    }

    private async Task<List<(AttentionLayer Layer, int Head)>> ChooseAsync(
        PlannedJob job, StreamMatrixRequest request, IReadOnlyDictionary<(int Layer, int Head), HeadSummary> summaries)
    {
        var layers = job.Record.Model.Layers.ToDictionary(l => l.Layer);
        var mapped = job.Record.Heads();
        if (request.Heads.Count == 0) return [.. mapped.Where(h => summaries.ContainsKey((h.Layer, h.Head))).Select(h => (layers[h.Layer], h.Head))];
        var known = mapped.Select(h => (h.Layer, h.Head)).ToHashSet();
        foreach (var head in request.Heads)
        {
            if (!known.Contains((head.Layer, head.Head))) AtlasAccess.RequireHead(job.Record, head.Layer, head.Head);
            if (!summaries.ContainsKey((head.Layer, head.Head))) throw await access.NotReadyAsync(job.JobId, head.Layer, head.Head);
        }

        return [.. request.Heads.Select(h => (layers[h.Layer], h.Head))];
    }

    private static void RequireAny(PlannedJob job, MatrixSample sample, int points)
    {
        if (sample.Sequences.Count > 0 || job.Tokens == 0) return;
        var violations = new Violations();
        violations.Add("points_per_head", $"is {points}, too few for any whole sequence; give {2 * job.Drawn.Sequences.Min(MatrixSampler.Longest)} or more");
        violations.ThrowIfAny();
    }
}
