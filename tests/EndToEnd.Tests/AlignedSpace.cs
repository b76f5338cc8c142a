using AttentionViz.V1;

namespace AttentionViz.EndToEnd.Tests;

/// <summary>Queries and keys of one head in the space that its maps were made of, found without the services: drawn ones, and new ones.</summary>
internal sealed record AlignedSpace(float[][] Drawn, float[][] New)
{
    private const int Nearest = 5;

    /// <summary>A job over nothing but new sentences, whose vectors are those of the new tokens.</summary>
    public static async Task<Job> FreshJobAsync(PlacingPlatform platform, Job job, IReadOnlyList<string> sentences, CancellationToken stop)
    {
        var spec = new JobSpec { ModelId = job.Spec.ModelId, Maps = { new MapSpec { Method = MapMethod.Pca, Dimensions = 2 } } };
        return await platform.EndAsync((await platform.SubmitAsync(spec, PlatformCalls.Inline(string.Join('\n', sentences)), stop)).JobId, stop);
    }

    /// <summary>Both aligned as GetAtlas tells of the head in the first job.</summary>
    public static async Task<AlignedSpace> OfAsync(PlacingPlatform platform, Job job, Job fresh, HeadSummary head, CancellationToken stop) =>
        new(await VectorsAsync(platform, job.JobId, head, stop), await VectorsAsync(platform, fresh.JobId, head, stop));

    /// <summary>For each new point, the mean rank in the map (0 = nearest, 1 = farthest) of its nearest drawn points in this space.</summary>
    public IEnumerable<double> MeanRanks(float[][] map, float[][] placed)
    {
        for (var i = 0; i < New.Length; i++)
        {
            var near = Enumerable.Range(0, Drawn.Length).OrderBy(j => PlacingCalls.Distance(New[i], Drawn[j])).Take(Nearest);
            var distances = map.Select(p => PlacingCalls.Distance(placed[i], p)).ToArray();
            yield return near.Average(j => distances.Count(d => d < distances[j])) / (double)map.Length;
        }
    }

    private static async Task<float[][]> VectorsAsync(PlacingPlatform platform, string jobId, HeadSummary head, CancellationToken stop)
    {
        var c = (float)head.Alignment.C;
        var queries = PlacingCalls.Rows(await platform.VectorsAsync(jobId, head, VectorKind.Query, stop), head.Width);
        var keys = PlacingCalls.Rows(await platform.VectorsAsync(jobId, head, VectorKind.Key, stop), head.Width);
        return [.. queries.Select(q => q.Select(x => x * c).ToArray()), .. keys.Select(k => k.Select((x, d) => (x / c) + head.Alignment.Translation[d]).ToArray())];
    }
}
