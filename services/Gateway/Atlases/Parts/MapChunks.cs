using System.Globalization;
using AttentionViz.Gateway.Caching;
using AttentionViz.Pipeline.Atlases;
using AttentionViz.V1;

namespace AttentionViz.Gateway.Atlases.Parts;

/// <summary>Points of maps as they are stored: chunks of the size that messages have.</summary>
internal sealed class MapChunks(JobCache cache, HeadStore heads)
{
    /// <summary>Little-endian float32 points of one chunk (<see cref="HeadStore.PointsPerChunk"/>), for all to share; null when it is not there.</summary>
    public Task<byte[]?> ReadAsync(string jobId, int layer, int head, MapSpec map, int chunk) => cache.GetAsync<byte[]>(
        jobId, Part(layer, head, map, chunk),
        async () => await heads.ReadChunkAsync(jobId, layer, head, map, chunk) is { } bytes ? new(bytes, bytes.Length) : null);

    /// <summary>The same, without keeping what is read: for a look at many maps that needs little of each.</summary>
    public Task<byte[]?> PassAsync(string jobId, int layer, int head, MapSpec map, int chunk) =>
        cache.TryGet<byte[]>(jobId, Part(layer, head, map, chunk), out var known) ? Task.FromResult<byte[]?>(known) : heads.ReadChunkAsync(jobId, layer, head, map, chunk);

    private static string Part(int layer, int head, MapSpec map, int chunk) => $"{Prefix("map", layer, head, map)}:{chunk}";

    /// <summary>Names what is made of one map.</summary>
    public static string Prefix(string what, int layer, int head, MapSpec map) =>
        string.Create(CultureInfo.InvariantCulture, $"{what}:{layer}:{head}:{(int)map.Method}:{map.Dimensions}:{Math.Abs(map.AttentionWeight):R}");
}
