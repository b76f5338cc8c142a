using System.Runtime.InteropServices;
using AttentionViz.Gateway.Errors;
using AttentionViz.Pipeline.Atlases;
using AttentionViz.V1;
using Google.Protobuf;
using Grpc.Core;

namespace AttentionViz.Gateway.Atlases;

/// <summary>Streams a thinned-out map of every head, the same tokens of each.</summary>
internal sealed class MatrixStreamer(AtlasAccess access, HeadStore heads)
{
    private const int DefaultPoints = 2000;
    private const int MostPoints = 100_000;

    public async Task RunAsync(StreamMatrixRequest request, IServerStreamWriter<StreamMatrixResponse> stream, CancellationToken cancellationToken)
    {
        var violations = new Violations();
        violations.Require(
            request.PointsPerHead is 0 or (>= 2 and <= MostPoints), "points_per_head", $"is {request.PointsPerHead}; give 2 to {MostPoints}, or 0 for {DefaultPoints}");
        violations.ThrowIfAny();
        var job = await access.RequirePlannedAsync(request.JobId);
        var map = AtlasAccess.RequireMap(job.Record, request.Method, request.Dimensions, request.AttentionWeight);
        var summaries = await SummariesAsync(job, request);
        var drawn = Draw(job, request.PointsPerHead == 0 ? DefaultPoints : request.PointsPerHead);

        int[] rows = [.. drawn.SelectMany(s => Enumerable.Range(s.Row, s.Tokens))];
        await stream.WriteAsync(new StreamMatrixResponse { Header = new MatrixHeader { Rows = Int32Tensor(rows), Heads = summaries.Count } }, cancellationToken);
        foreach (var summary in summaries)
            await stream.WriteAsync(new StreamMatrixResponse { Tile = await TileAsync(job, summary, map, drawn) }, cancellationToken);
    }

    private async Task<List<HeadSummary>> SummariesAsync(PlannedJob job, StreamMatrixRequest request)
    {
        if (request.Heads.Count == 0)
        {
            var ready = await heads.ListAsync(job.JobId);
            return [.. job.Record.Heads().Select(h => ready.GetValueOrDefault((h.Layer, h.Head))).OfType<HeadSummary>()];
        }

        var summaries = new List<HeadSummary>();
        foreach (var head in request.Heads) summaries.Add(await access.RequireReadyAsync(job.Record, head.Layer, head.Head));
        return summaries;
    }

    private static DrawnSequence[] Draw(PlannedJob job, int points)
    {
        var drawn = MatrixSampler.Draw(job.Plan, job.Record.Spec.Seed, points / 2);
        if (drawn.Length > 0 || job.Tokens == 0) return drawn;
        var violations = new Violations();
        violations.Add("points_per_head", $"is {points}, too few for any whole sequence; give {2 * DrawnSequence.Of(job.Plan).Min(MatrixSampler.Longest)} or more");
        violations.ThrowIfAny();
        return drawn;
    }

    private async Task<MatrixTile> TileAsync(PlannedJob job, HeadSummary summary, MapSpec map, DrawnSequence[] drawn)
    {
        var dimensions = map.Dimensions;
        var layer = AtlasAccess.RequireHead(job.Record, summary.Layer, summary.Head);
        var queries = job.RowsOf(layer.QuerySide);
        long[] wanted = [.. Rows(drawn, layer.QuerySide), .. Rows(drawn, layer.KeySide).Select(row => queries + row)];
        var perChunk = HeadStore.PointsPerChunk(dimensions);
        var points = new float[wanted.Length * dimensions];
        var (at, chunk, bytes) = (0, -1, Array.Empty<byte>());
        foreach (var row in wanted)
        {
            var holds = (int)(row / perChunk);
            if (holds != chunk)
            {
                bytes = await heads.ReadChunkAsync(job.JobId, summary.Layer, summary.Head, map, holds) ?? throw AtlasAccess.Gone(job.JobId);
                chunk = holds;
            }

            MemoryMarshal.Cast<byte, float>(bytes).Slice((int)(row % perChunk) * dimensions, dimensions).CopyTo(points.AsSpan(at));
            at += dimensions;
        }

        var tile = Quantizer.Quantize(points, dimensions);
        tile.Layer = summary.Layer;
        tile.Head = summary.Head;
        return tile;
    }

    /// <summary>Rows of the drawn sequences among all rows of one side.</summary>
    private static IEnumerable<long> Rows(IEnumerable<DrawnSequence> drawn, TokenSide side) =>
        drawn.SelectMany(s => Enumerable.Range(s.Start(side), s.Length(side))).Select(row => (long)row);

    private static Tensor Int32Tensor(int[] values) => new()
    {
        DataType = DataType.Int32,
        Shape = { values.Length },
        Data = ByteString.CopyFrom(MemoryMarshal.AsBytes<int>(values)),
    };
}
