using System.Runtime.InteropServices;
using AttentionViz.V1;
using Google.Protobuf;
using Grpc.Core;

namespace AttentionViz.EndToEnd.Tests;

/// <summary>What a call of ProjectSequences brought.</summary>
internal sealed record Placed(StreamTokensResponse Tokens, IReadOnlyList<ByteString> Views, IReadOnlyList<ProjectedHead> Heads)
{
    public ProjectedHead Head(int layer, int head) => Heads.Single(h => (h.Layer, h.Head) == (layer, head));
}

/// <summary>What the tests ask of ProjectSequences again and again.</summary>
internal static class PlacingCalls
{
    public static NewSequence Text(string text) => new() { Text = text };

    /// <summary>Everything that comes; the tokens must come first, and heads in whatever order are put in that of the atlas.</summary>
    public static async Task<Placed> PlaceAsync(this Platform platform, ProjectSequencesRequest request, CancellationToken stop)
    {
        using var call = platform.Explore.ProjectSequences(request, cancellationToken: stop);
        var parts = await call.ResponseStream.ReadAllAsync(stop).ToListAsync(stop);
        Assert.NotNull(parts[0].Tokens);
        Assert.All(parts.Skip(1), p => Assert.NotNull(p.Head));
        return new Placed(parts[0].Tokens, parts[0].Views, [.. parts.Skip(1).Select(p => p.Head).OrderBy(h => h.Layer).ThenBy(h => h.Head)]);
    }

    public static async Task<StreamTokensResponse> TokensAsync(this Platform platform, string jobId, CancellationToken stop)
    {
        using var call = platform.Atlases.StreamTokens(new StreamTokensRequest { JobId = jobId }, cancellationToken: stop);
        var all = new StreamTokensResponse();
        await foreach (var part in call.ResponseStream.ReadAllAsync(stop)) all.MergeFrom(part);
        return all;
    }

    public static float[] Floats(this Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.Data.Span).ToArray();

    /// <summary>Points of one map of a head as they were made, [points][dimensions].</summary>
    public static async Task<float[][]> PointsAsync(this Platform platform, string jobId, HeadSummary head, MapSpec map, CancellationToken stop)
    {
        var bytes = await platform.MapAsync(jobId, head, head.Maps.Single(m => (m.Method, m.Dimensions, m.AttentionWeight) == (map.Method, map.Dimensions, map.AttentionWeight)), stop);
        return Rows(MemoryMarshal.Cast<byte, float>(bytes).ToArray(), map.Dimensions);
    }

    public static float[][] Rows(float[] values, int width) => [.. values.Chunk(width)];

    public static double Distance(float[] a, float[] b) => Math.Sqrt(a.Zip(b).Sum(p => Math.Pow(p.First - p.Second, 2)));

    /// <summary>Largest extent of points along an axis.</summary>
    public static double Extent(float[][] points) =>
        Enumerable.Range(0, points[0].Length).Max(d => points.Max(p => p[d]) - points.Min(p => p[d]));
}
