using System.Runtime.InteropServices;
using AttentionViz.Gateway.Errors;
using AttentionViz.Pipeline.Atlases;
using AttentionViz.Pipeline.Jobs;
using AttentionViz.V1;
using Grpc.Core;

namespace AttentionViz.Gateway.Atlases;

/// <summary>Streams queries, keys or norms of one head.</summary>
internal sealed class VectorStreamer(AtlasAccess access, VectorReader vectors)
{
    public async Task RunAsync(StreamVectorsRequest request, IServerStreamWriter<StreamVectorsResponse> stream, CancellationToken cancellationToken)
    {
        var violations = new Violations();
        violations.Require(
            request.Kind != VectorKind.Unspecified && Enum.IsDefined(request.Kind), "kind",
            $"is {(int)request.Kind}; give QUERY (1), KEY (2), QUERY_NORM (3), KEY_NORM (4) or VALUE_NORM (5)");
        violations.ThrowIfAny();
        var job = await access.RequirePlannedAsync(request.JobId);
        var layer = AtlasAccess.RequireHead(job.Record, request.Layer, request.Head);
        var (part, norms) = request.Kind switch
        {
            VectorKind.Query => (VectorPart.Query, false),
            VectorKind.Key => (VectorPart.Key, false),
            VectorKind.QueryNorm => (VectorPart.Query, true),
            VectorKind.KeyNorm => (VectorPart.Key, true),
            _ => (VectorPart.Value, true),
        };
        var side = part == VectorPart.Query ? layer.QuerySide : layer.KeySide;
        var total = job.RowsOf(side);
        AtlasAccess.CheckRow(request.StartRow, total);
        var head = part == VectorPart.Query ? request.Head : HeadSelection.KeyHead(layer, request.Head);
        var columns = norms ? 1 : layer.HeadWidth;
        var half = !norms && await vectors.AreHalfAsync(job, part, layer.Layer, head, side, columns);

        async Task<ReadOnlyMemory<byte>> ReadAsync(int shard)
        {
            if (norms) return MemoryMarshal.AsBytes<float>(await vectors.ReadNormsAsync(job.Record, part, layer.Layer, head, shard)).ToArray();
            var chunk = await vectors.ReadChunkAsync(job.Record, part, layer.Layer, head, shard);
            return half ? VectorChunk.Body(chunk) : MemoryMarshal.AsBytes<float>(VectorChunk.Decode(chunk)).ToArray();
        }

        // The first read is made before the header goes out, so that an error is the call's only answer.
        var rowBytes = columns * (half ? 2 : 4);
        var header = new RowStreamHeader { DataType = half ? DataType.Float16 : DataType.Float32, Rows = total, Columns = columns, StartRow = request.StartRow };
        var writer = new RowChunkWriter(rowBytes, request.StartRow, chunk => stream.WriteAsync(new StreamVectorsResponse { Chunk = chunk }, cancellationToken));
        var begun = false;
        long next = 0;
        for (var shard = 0; shard < job.Plan.Count; shard++)
        {
            var plan = job.Plan[shard];
            var first = next;
            next += plan.RowsOf(side);
            if (next == first || next <= request.StartRow) continue;
            var rows = await ReadAsync(shard);
            if (!begun) await stream.WriteAsync(new StreamVectorsResponse { Header = header }, cancellationToken);
            begun = true;
            await writer.AppendAsync(rows[((int)Math.Max(request.StartRow - first, 0) * rowBytes)..]);
        }

        if (!begun) await stream.WriteAsync(new StreamVectorsResponse { Header = header }, cancellationToken);
        await writer.FlushAsync();
    }
}
