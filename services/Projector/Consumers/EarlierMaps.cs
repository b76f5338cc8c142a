using AttentionViz.Pipeline.Atlases;
using AttentionViz.Pipeline.Jobs;
using AttentionViz.V1;
using MapSpec = AttentionViz.Projector.Projection.MapSpec;

namespace AttentionViz.Projector.Consumers;

/// <summary>Reads the maps of an earlier job that a job's maps start from.</summary>
public sealed class EarlierMaps(JobStore jobs, PlanStore plans, HeadStore heads)
{
    /// <summary>Those of the maps wanted that the earlier job has of the same layer and head; none where the job names no earlier one.</summary>
    /// <param name="points">Points of the head in this job.</param>
    /// <exception cref="JobFaultException">The earlier job is gone, or its maps are of other tokens.</exception>
    public async Task<IReadOnlyDictionary<MapSpec, float[]>> LoadAsync(JobRecord job, AttentionLayer layer, int head, int points)
    {
        var maps = new Dictionary<MapSpec, float[]>();
        var earlier = job.Spec.InitFrom;
        if (earlier.Length == 0) return maps;
        var record = await jobs.FindAsync(earlier) ?? throw Gone(earlier);
        await RequireSameTokensAsync(job, record, layer);
        var summary = await heads.FindAsync(earlier, layer.Layer, head);
        foreach (var wanted in job.Spec.Maps)
        {
            // Another attention weight will do where the wanted one is missing, so that the two can be compared.
            var nearest = summary?.Maps
                .Where(m => (m.Method, m.Dimensions) == (wanted.Method, wanted.Dimensions))
                .MinBy(m => Math.Abs(m.AttentionWeight - wanted.AttentionWeight));
            if (nearest is null) continue;
            var source = new V1.MapSpec { Method = nearest.Method, Dimensions = nearest.Dimensions, AttentionWeight = nearest.AttentionWeight };
            maps.Add(RequestedProjection.MapOf(wanted), await heads.ReadMapAsync(earlier, layer.Layer, head, source, points) ?? throw Gone(earlier));
        }

        // Deleted while it was read: a head that was not found may have been there.
        return await jobs.FindAsync(earlier) is null ? throw Gone(earlier) : maps;
    }

    /// <summary>The same corpus, seed and budget still draw other tokens where a tokenizer or the limits of sequences differ.</summary>
    private async Task RequireSameTokensAsync(JobRecord job, JobRecord earlier, AttentionLayer layer)
    {
        var (before, now) = (await plans.ReadAsync(earlier.JobId), await plans.ReadAsync(job.JobId));
        var (had, has) = (DrawnSequence.Of(before), DrawnSequence.Of(now));
        // The seed of a job that reuses vectors did not draw its tokens: then places are compared too, for images are all of one length.
        var samePlaces = job.Spec.ReuseVectorsOf.Length + earlier.Spec.ReuseVectorsOf.Length == 0
            || before.Select(s => s.Sampled).SequenceEqual(now.Select(s => s.Sampled), EqualityComparer<int[]>.Create((a, b) => a.AsSpan().SequenceEqual(b)));
        if (!samePlaces || !had.SequenceEqual(has))
        {
            if (await jobs.FindAsync(earlier.JobId) is null) throw Gone(earlier.JobId);
            throw OtherTokens(earlier.JobId, $"drew {had.Sum(s => (long)s.Tokens)} tokens of {had.Count} sequences, this job {has.Sum(s => (long)s.Tokens)} of {has.Count}, and not the same");
        }

        // In an encoder-decoder a layer of the same number may be of other sides.
        if (earlier.Model.Layers.FirstOrDefault(l => l.Layer == layer.Layer) is { } other && (other.QuerySide, other.KeySide) != (layer.QuerySide, layer.KeySide))
            throw OtherTokens(earlier.JobId, $"has layer {layer.Layer} between other sides");
    }

    private static JobFaultException OtherTokens(string earlier, string how) => new(
        JobFaultException.FailedPrecondition, "INIT_FROM_OTHER_TOKENS",
        $"job '{earlier}' of init_from {how}: maps start only from maps of the same tokens; leave init_from out, or name a job of the same tokens");

    private static JobFaultException Gone(string earlier) => new(
        JobFaultException.FailedPrecondition, "INIT_FROM_GONE",
        $"job '{earlier}' of init_from was deleted or has expired before every map was started from it; submit again without init_from, or with another job");
}
