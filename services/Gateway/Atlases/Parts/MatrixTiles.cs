using System.Globalization;
using System.Runtime.InteropServices;
using AttentionViz.Gateway.Caching;
using AttentionViz.Pipeline.Atlases;
using AttentionViz.V1;

namespace AttentionViz.Gateway.Atlases.Parts;

/// <summary>Which points of a matrix to show, and how.</summary>
/// <param name="PointsPerHead">Most points of a head.</param>
internal sealed record MatrixDetail(MapSpec Map, int PointsPerHead, DataType DataType);

/// <summary>Tiles of matrices, made once for all who look at the same level of detail.</summary>
internal sealed class MatrixTiles(JobCache cache, MapChunks chunks)
{
    /// <summary>The sequences shown at a level of detail; none where every sequence has more points than that.</summary>
    public async Task<MatrixSample> SampleAsync(PlannedJob job, int pointsPerHead) => (await cache.GetAsync<MatrixSample>(
        job.JobId, string.Create(CultureInfo.InvariantCulture, $"sample:{pointsPerHead}"), () =>
        {
            var sample = new MatrixSample(MatrixSampler.Draw(job.Drawn.Sequences, job.Record.Spec.Seed, pointsPerHead / 2));
            return Task.FromResult<Loaded<MatrixSample>?>(new(sample, sample.Bytes));
        }))!;

    /// <summary>The message with a head's tile, for all to share; null when its map is no longer there.</summary>
    public Task<StreamMatrixResponse?> ReadAsync(PlannedJob job, AttentionLayer layer, int head, MatrixDetail detail, MatrixSample sample) =>
        cache.GetAsync<StreamMatrixResponse>(job.JobId, Part(layer.Layer, head, detail), async () =>
        {
            if (await GatherAsync(job, layer, head, detail.Map, sample) is not { } points) return null;
            var tile = Quantizer.Tile(points, detail.Map.Dimensions, detail.DataType);
            (tile.Layer, tile.Head) = (layer.Layer, head);
            return new(new StreamMatrixResponse { Tile = tile }, tile.Points.Data.Length + 1024);
        });

    /// <summary>The points of the sample, [points x dimensions].</summary>
    private async Task<float[]?> GatherAsync(PlannedJob job, AttentionLayer layer, int head, MapSpec map, MatrixSample sample)
    {
        var wanted = sample.Points(layer.QuerySide, layer.KeySide, job.RowsOf(layer.QuerySide));
        var perChunk = HeadStore.PointsPerChunk(map.Dimensions);
        var needed = wanted.Select(row => (int)(row / perChunk)).Distinct().ToList();
        var read = await Task.WhenAll(needed.Select(chunk => chunks.PassAsync(job.JobId, layer.Layer, head, map, chunk)));
        if (read.Contains(null)) return null;
        var points = new float[wanted.Length * map.Dimensions];
        var (at, chunk, bytes) = (0, -1, Array.Empty<byte>());
        foreach (var row in wanted)
        {
            var holds = (int)(row / perChunk);
            if (holds != chunk) (chunk, bytes) = (holds, read[needed.IndexOf(holds)]!);
            MemoryMarshal.Cast<byte, float>(bytes).Slice((int)(row % perChunk) * map.Dimensions, map.Dimensions).CopyTo(points.AsSpan(at));
            at += map.Dimensions;
        }

        return points;
    }

    private static string Part(int layer, int head, MatrixDetail detail) =>
        string.Create(CultureInfo.InvariantCulture, $"{MapChunks.Prefix("tile", layer, head, detail.Map)}:{detail.PointsPerHead}:{(int)detail.DataType}");
}
