using AttentionViz.Gateway.Atlases.Parts;
using AttentionViz.Gateway.Errors;
using AttentionViz.Pipeline.Atlases;
using AttentionViz.Pipeline.Jobs;
using AttentionViz.V1;
using Google.Protobuf;
using Grpc.Core;

namespace AttentionViz.Gateway.Atlases;

/// <summary>Streams queries, keys or norms of one head.</summary>
internal sealed class VectorStreamer(AtlasAccess access, VectorReader vectors, VectorChunks chunks)
{
    private const int MostBytes = 240 << 10;
    private const int HeaderBytes = 32;

    public async Task RunAsync(StreamVectorsRequest request, IServerStreamWriter<StreamVectorsResponse> stream, CancellationToken cancellationToken)
    {
        var violations = new Violations();
        violations.Require(
            request.Kind != VectorKind.Unspecified && Enum.IsDefined(request.Kind), "kind",
            $"is {(int)request.Kind}; give QUERY (1), KEY (2), QUERY_NORM (3), KEY_NORM (4) or VALUE_NORM (5)");
        violations.ThrowIfAny();
        var job = await access.RequirePlannedAsync(request.JobId);
        var source = SourceOf(AtlasAccess.RequireHead(job.Record, request.Layer, request.Head), request);
        var total = job.RowsOf(source.Side);
        AtlasAccess.CheckRow(request.StartRow, total);

        // The first rows are read before the header goes out, so that an error is the call's only answer.
        var groups = VectorChunks.Groups(job, source).Where(g => g.EndRow > request.StartRow).ToList();
        var measuring = chunks.AreHalfAsync(job, source);
        var reading = groups.Count > 0 ? chunks.ReadAsync(job, source, groups[0], measuring) : null;
        var half = await measuring ?? throw await vectors.MissingAsync(job.Record, source);
        if (reading is not null && await reading is null) throw await vectors.MissingAsync(job.Record, source);

        var writer = new PacedWriter<StreamVectorsResponse>(stream, cancellationToken);
        var header = new RowStreamHeader { DataType = half ? DataType.Float16 : DataType.Float32, Rows = total, Columns = source.Columns, StartRow = request.StartRow };
        await writer.WriteAsync(new StreamVectorsResponse { Header = header }, HeaderBytes);
        for (var i = 0; i < groups.Count; i++)
        {
            var run = await reading! ?? throw AtlasAccess.Gone(job.JobId);
            if (i + 1 < groups.Count) reading = chunks.ReadAsync(job, source, groups[i + 1], measuring);
            foreach (var chunk in Cut(run, groups[i], source.RowBytes(half), request.StartRow)) await writer.WriteAsync(new StreamVectorsResponse { Chunk = chunk }, chunk.Data.Length);
        }
    }

    private static VectorSource SourceOf(AttentionLayer layer, StreamVectorsRequest request)
    {
        var (part, norms) = request.Kind switch
        {
            VectorKind.Query => (VectorPart.Query, false),
            VectorKind.Key => (VectorPart.Key, false),
            VectorKind.QueryNorm => (VectorPart.Query, true),
            VectorKind.KeyNorm => (VectorPart.Key, true),
            _ => (VectorPart.Value, true),
        };
        return part == VectorPart.Query
            ? new VectorSource(part, norms, layer.Layer, request.Head, layer.QuerySide, norms ? 1 : layer.HeadWidth)
            : new VectorSource(part, norms, layer.Layer, HeadSelection.KeyHead(layer, request.Head), layer.KeySide, norms ? 1 : layer.HeadWidth);
    }

    /// <summary>A group's rows from <paramref name="startRow"/> on, in pieces about equally large.</summary>
    private static IEnumerable<RowChunk> Cut(VectorRun run, ShardGroup group, int rowBytes, long startRow)
    {
        var first = Math.Max(startRow, group.FirstRow);
        var rows = group.EndRow - first;
        var most = Math.Max(MostBytes / rowBytes, 1);
        var pieces = (rows + most - 1) / most;
        for (var piece = 0L; piece < pieces; piece++)
        {
            var (from, to) = (first + rows * piece / pieces, first + rows * (piece + 1) / pieces);
            var bytes = run.Rows.Slice((int)(from - group.FirstRow) * rowBytes, (int)(to - from) * rowBytes);
            yield return new RowChunk { FirstRow = from, RowCount = (int)(to - from), Data = UnsafeByteOperations.UnsafeWrap(bytes) };
        }
    }
}
