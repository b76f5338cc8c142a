using System.Runtime.InteropServices;
using AttentionViz.Cli.Running;
using AttentionViz.V1;
using Grpc.Core;

namespace AttentionViz.Cli.Remote;

/// <summary>Fetches the points of a map; a broken stream goes on at the row where it broke.</summary>
internal static class MapDownload
{
    public static async Task<(float[] Points, int Dimensions)> FetchAsync(
        GatewayClient gateway, StreamMapRequest request, CancellationToken cancellationToken)
    {
        var retries = new Retries(gateway.Clock);
        float[]? points = null;
        long rows = 0;
        while (true)
        {
            try
            {
                using var call = gateway.Atlases.StreamMap(request, cancellationToken: cancellationToken);
                await foreach (var part in call.ResponseStream.ReadAllAsync(cancellationToken))
                {
                    if (part.Header is { } header) (rows, points) = (header.Rows, points ?? new float[header.Rows * header.Columns]);
                    if (part.Chunk is not { } chunk) continue;
                    if (points is null || chunk.FirstRow != request.StartRow)
                        throw new ToolException(ExitCode.Failed, $"the gateway sent row {chunk.FirstRow} of a map where row {request.StartRow} was due");
                    MemoryMarshal.Cast<byte, float>(chunk.Data.Span).CopyTo(points.AsSpan((int)(chunk.FirstRow * request.Dimensions)));
                    request.StartRow += chunk.RowCount;
                    retries.Reset();
                }

                return points is not null && request.StartRow == rows
                    ? (points, request.Dimensions)
                    : throw new ToolException(ExitCode.Failed, $"the gateway ended a map at row {request.StartRow} of {rows}");
            }
            catch (RpcException e) when (points is not null && retries.Allows(e))
            {
                await retries.WaitAsync(cancellationToken);
            }
        }
    }
}
