using AttentionViz.Gateway.Atlases.Parts;
using AttentionViz.Gateway.Requests;
using AttentionViz.Pipeline.Atlases;
using AttentionViz.V1;
using Google.Protobuf;
using Grpc.Core;

namespace AttentionViz.Gateway.Atlases;

/// <summary>Streams one map as it is stored: its chunks are of the size that messages have.</summary>
internal sealed class MapStreamer(AtlasAccess access, ReadyHeads heads, MapChunks chunks)
{
    private const int HeaderBytes = 32;

    public async Task RunAsync(StreamMapRequest request, IServerStreamWriter<StreamMapResponse> stream, CancellationToken cancellationToken)
    {
        RequestChecks.RequireId(request.JobId, "job_id");
        // All that a call in order needs is asked of the store at once; what is amiss with it is found afterwards.
        var planning = access.RequirePlannedAsync(request.JobId);
        var finding = heads.FindAsync(request.JobId, request.Layer, request.Head);
        var reading = ReadAsync(request, Math.Max(request.StartRow, 0));
        var job = await planning;
        AtlasAccess.RequireMap(job.Record, request.Method, request.Dimensions, request.AttentionWeight);
        var layer = AtlasAccess.RequireHead(job.Record, request.Layer, request.Head);
        if (await finding is null) throw await access.NotReadyAsync(job.JobId, request.Layer, request.Head);
        var rows = job.RowsOf(layer.QuerySide) + job.RowsOf(layer.KeySide);
        AtlasAccess.CheckRow(request.StartRow, rows);

        var writer = new PacedWriter<StreamMapResponse>(stream, cancellationToken);
        await writer.WriteAsync(
            new StreamMapResponse { Header = new RowStreamHeader { DataType = DataType.Float32, Rows = rows, Columns = request.Dimensions, StartRow = request.StartRow } },
            HeaderBytes);
        var rowBytes = request.Dimensions * sizeof(float);
        for (var row = request.StartRow; row < rows;)
        {
            var bytes = await reading;
            var within = (int)(row % HeadStore.PointsPerChunk(request.Dimensions)) * rowBytes;
            var length = (bytes?.Length ?? 0) - within;
            if (length <= 0) throw AtlasAccess.Gone(request.JobId);
            var chunk = new RowChunk { FirstRow = row, RowCount = length / rowBytes, Data = UnsafeByteOperations.UnsafeWrap(bytes.AsMemory(within, length)) };
            row += chunk.RowCount;
            // The next chunk is read while this one is sent; no more than these two are held.
            if (row < rows) reading = ReadAsync(request, row);
            await writer.WriteAsync(new StreamMapResponse { Chunk = chunk }, length);
        }
    }

    /// <summary>The chunk that holds a row.</summary>
    private Task<byte[]?> ReadAsync(StreamMapRequest request, long row)
    {
        if (request.Dimensions is not (2 or 3)) return Task.FromResult<byte[]?>(null);
        var map = new MapSpec { Method = request.Method, Dimensions = request.Dimensions, AttentionWeight = request.AttentionWeight };
        var chunk = (int)Math.Min(row / HeadStore.PointsPerChunk(request.Dimensions), int.MaxValue);
        return chunks.ReadAsync(request.JobId, request.Layer, request.Head, map, chunk);
    }
}
