using AttentionViz.Pipeline.Atlases;
using AttentionViz.V1;
using Google.Protobuf;
using Grpc.Core;

namespace AttentionViz.Gateway.Atlases;

/// <summary>Streams one map as it is stored: its chunks are of the size that messages have.</summary>
internal sealed class MapStreamer(AtlasAccess access, HeadStore heads)
{
    public async Task RunAsync(StreamMapRequest request, IServerStreamWriter<StreamMapResponse> stream, CancellationToken cancellationToken)
    {
        var job = await access.RequirePlannedAsync(request.JobId);
        var map = AtlasAccess.RequireMap(job.Record, request.Method, request.Dimensions, request.AttentionWeight);
        await access.RequireReadyAsync(job.Record, request.Layer, request.Head);
        var layer = AtlasAccess.RequireHead(job.Record, request.Layer, request.Head);
        var rows = job.RowsOf(layer.QuerySide) + job.RowsOf(layer.KeySide);
        AtlasAccess.CheckRow(request.StartRow, rows);

        await stream.WriteAsync(
            new StreamMapResponse { Header = new RowStreamHeader { DataType = DataType.Float32, Rows = rows, Columns = request.Dimensions, StartRow = request.StartRow } },
            cancellationToken);
        var perChunk = HeadStore.PointsPerChunk(request.Dimensions);
        var rowBytes = request.Dimensions * sizeof(float);
        var row = request.StartRow;
        while (row < rows)
        {
            var (chunk, within) = ((int)(row / perChunk), (int)(row % perChunk));
            var bytes = await heads.ReadChunkAsync(request.JobId, request.Layer, request.Head, map, chunk);
            var count = (bytes?.Length ?? 0) / rowBytes - within;
            if (count <= 0) throw AtlasAccess.Gone(request.JobId);
            await stream.WriteAsync(
                new StreamMapResponse
                {
                    Chunk = new RowChunk { FirstRow = row, RowCount = count, Data = UnsafeByteOperations.UnsafeWrap(bytes.AsMemory(within * rowBytes, count * rowBytes)) },
                },
                cancellationToken);
            row += count;
        }
    }
}
