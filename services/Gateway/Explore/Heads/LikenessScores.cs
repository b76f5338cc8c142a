using AttentionViz.Gateway.Atlases;
using AttentionViz.Numerics.Sampling;
using AttentionViz.V1;

namespace AttentionViz.Gateway.Explore.Heads;

/// <summary>How like one head the others are.</summary>
internal sealed class LikenessScores(AtlasAccess access, TokenTables tables, VectorReader vectors, HeadWork work)
{
    /// <summary>Pairs of query and key that rows of attention are compared over, about: a tenth of a second's work a head.</summary>
    private const int PairBudget = 1 << 20;

    /// <summary>Tokens that geometry is compared over, about; many times the widths there are, so that chance makes little of it.</summary>
    private const int TokenBudget = 10_000;

    public async Task<IReadOnlyList<ScoredHead>> ScoreAsync(PlannedJob job, LikeHead like, IReadOnlyList<ReadyHead> ready, CancellationToken cancellationToken)
    {
        var own = ready.FirstOrDefault(h => (h.Layer.Layer, h.Head) == (like.Layer, like.Head))
            ?? throw await access.NotReadyAsync(job.JobId, $"the maps of L{like.Layer} H{like.Head} are not ready");
        if (like.Likeness == HeadLikeness.Profile) return [.. ready.Select(h => ScoredHead.Of(h, 1 / (1 + ProfileFields.Distance(own.Profile, h.Profile))))];
        var geometry = like.Likeness == HeadLikeness.Geometry;
        if (!geometry && !ProductsOnly.Holds(own.Layer)) throw ProductsOnly.Fault(own.Layer, "ask by GEOMETRY or PROFILE, or for another head");
        var comparable = ready.Where(h => h.HasSidesOf(own) && (geometry || ProductsOnly.Holds(h.Layer))).ToList();
        var table = await tables.ReadAsync(job, cancellationToken);
        var places = Draw(table, job.Record.Spec.Seed, geometry);
        return await work.RunAsync(
            comparable,
            async (head, stop) =>
            {
                var pair = new HeadPair(Vectors(job, own), own.Layer, Vectors(job, head), head.Layer);
                foreach (var place in places) await pair.AddAsync(place, place, attention: !geometry, geometry, stop);
                return ScoredHead.Of(head, geometry ? pair.Likeness : 1 - pair.MeanDistance);
            },
            cancellationToken);
    }

    private SequenceVectors Vectors(PlannedJob job, ReadyHead head) => new(vectors, job.Record, head.Layer, head.Head);

    /// <summary>Sequences drawn by the job's seed, the same for every head, in row order.</summary>
    private static IEnumerable<SequencePlace> Draw(TokenTable table, ulong seed, bool geometry)
    {
        var costs = table.Sequences.Select(s => geometry ? s.Drawn.Tokens : (int)Math.Min((long)s.Drawn.Tokens * s.Drawn.Tokens, PairBudget)).ToArray();
        return SequenceSampler.Choose(costs, geometry ? TokenBudget : PairBudget, seed).Select(i => table.Sequences[i]);
    }
}
