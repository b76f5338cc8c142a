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
    public IEnumerable<double> MeanRanks(float[][] map, float[][] placed) => New.Select((vector, i) => MeanRank(vector, placed[i], map, -1));

    /// <summary>The same of every tenth drawn point among the others: what the map itself keeps of neighbourhoods.</summary>
    public IEnumerable<double> OwnMeanRanks(float[][] map) =>
        Enumerable.Range(0, Drawn.Length / 10).Select(i => 10 * i).Select(i => MeanRank(Drawn[i], map[i], map, i));

    private double MeanRank(float[] vector, float[] place, float[][] map, int itself)
    {
        var near = Enumerable.Range(0, Drawn.Length).Where(j => j != itself).OrderBy(j => PlacingCalls.Distance(vector, Drawn[j])).Take(Nearest);
        var distances = map.Select(p => PlacingCalls.Distance(place, p)).ToArray();
        return near.Average(j => distances.Count(d => d < distances[j])) / (double)map.Length;
    }

    private static async Task<float[][]> VectorsAsync(PlacingPlatform platform, string jobId, HeadSummary head, CancellationToken stop)
    {
        var c = (float)head.Alignment.C;
        var queries = PlacingCalls.Rows(await platform.VectorsAsync(jobId, head, VectorKind.Query, stop), head.Width);
        var keys = PlacingCalls.Rows(await platform.VectorsAsync(jobId, head, VectorKind.Key, stop), head.Width);
        return [.. queries.Select(q => q.Select(x => x * c).ToArray()), .. keys.Select(k => k.Select((x, d) => (x / c) + head.Alignment.Translation[d]).ToArray())];
    }
}
