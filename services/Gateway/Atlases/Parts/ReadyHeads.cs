using System.Globalization;
using AttentionViz.Gateway.Caching;
using AttentionViz.Gateway.Jobs;
using AttentionViz.Pipeline.Atlases;
using AttentionViz.V1;

namespace AttentionViz.Gateway.Atlases.Parts;

/// <summary>Summaries of finished heads as the projector wrote them; never to be changed.</summary>
internal sealed class ReadyHeads(JobCache cache, JobRecords records, HeadStore heads)
{
    /// <summary>Null while the head is not finished.</summary>
    public Task<HeadSummary?> FindAsync(string jobId, int layer, int head) => cache.GetAsync<HeadSummary>(
        jobId, Part(layer, head), async () => await heads.FindAsync(jobId, layer, head) is { } summary ? new(summary, Footprint.Of(summary)) : null);

    /// <summary>Every finished head, by (layer, head). Asks only for those that were not finished before.</summary>
    public async Task<IReadOnlyDictionary<(int Layer, int Head), HeadSummary>> ListAsync(string jobId)
    {
        var ready = new Dictionary<(int Layer, int Head), HeadSummary>();
        if (records.Peek(jobId)?.Heads() is not { } wanted) return Keep(jobId, await heads.ListAsync(jobId), ready);
        var missing = new List<HeadRef>();
        foreach (var head in wanted)
        {
            if (cache.TryGet<HeadSummary>(jobId, Part(head.Layer, head.Head), out var known)) ready[(head.Layer, head.Head)] = known;
            else missing.Add(head);
        }

        return missing.Count == 0 ? ready : Keep(jobId, await heads.FindAsync(jobId, missing), ready);
    }

    private Dictionary<(int Layer, int Head), HeadSummary> Keep(
        string jobId, IReadOnlyDictionary<(int Layer, int Head), HeadSummary> found, Dictionary<(int Layer, int Head), HeadSummary> all)
    {
        foreach (var (place, summary) in found)
        {
            cache.Keep(jobId, Part(place.Layer, place.Head), summary, Footprint.Of(summary));
            all[place] = summary;
        }

        return all;
    }

    private static string Part(int layer, int head) => string.Create(CultureInfo.InvariantCulture, $"head:{layer}:{head}");
}
