using AttentionViz.Cli.Local;
using AttentionViz.Cli.Options;
using AttentionViz.V1;
using Google.Protobuf;

namespace AttentionViz.Cli.Remote;

/// <summary>Fetches everything of an atlas into files.</summary>
internal sealed class AtlasExport(GatewayClient gateway, string jobId, string folder, TextWriter log)
{
    private static readonly JsonFormatter Json = new(JsonFormatter.Settings.Default.WithIndentation().WithFormatDefaultValues(true));

    /// <summary>The number of maps fetched.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var atlas = (await gateway.Atlases.GetAtlasAsync(new GetAtlasRequest { JobId = jobId }, cancellationToken: cancellationToken)).Atlas;
        await File.WriteAllTextAsync(Path.Combine(folder, "atlas.json"), Json.Format(atlas) + "\n", cancellationToken);
        await new TokenExport(gateway, jobId, folder).RunAsync(cancellationToken);
        var waiting = atlas.Heads.Count(h => !h.Ready);
        if (waiting > 0) await log.WriteLineAsync($"{waiting} of {atlas.Heads.Count} heads are not ready and are left out");
        var maps = 0;
        foreach (var head in atlas.Heads.Where(h => h.Ready))
        {
            foreach (var map in head.Maps)
            {
                await FetchAsync(head, map, cancellationToken);
                maps++;
            }
        }

        return maps;
    }

    private async Task FetchAsync(HeadSummary head, MapSummary map, CancellationToken cancellationToken)
    {
        var request = new StreamMapRequest
        {
            JobId = jobId,
            Layer = head.Layer,
            Head = head.Head,
            Method = map.Method,
            Dimensions = map.Dimensions,
            AttentionWeight = map.AttentionWeight,
        };
        var (points, dimensions) = await MapDownload.FetchAsync(gateway, request, cancellationToken);
        MatrixFile.Write(Path.Combine(folder, $"L{head.Layer}.H{head.Head}.{Words.Of(map)}.npy"), points, dimensions);
    }
}
