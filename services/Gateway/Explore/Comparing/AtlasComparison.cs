using AttentionViz.Gateway.Atlases;
using AttentionViz.Gateway.Errors;
using AttentionViz.Gateway.Explore.Heads;
using AttentionViz.Gateway.Jobs;
using AttentionViz.V1;

namespace AttentionViz.Gateway.Explore.Comparing;

/// <summary>Tells how each head differs between two jobs over one corpus.</summary>
internal sealed class AtlasComparison(JobLookup jobs, AtlasAccess access, ComparableHeads heads, TokenTables tables, VectorReader vectors, HeadWork work)
{
    private const int DefaultSequences = 64;
    private const int MostSequences = 1000;
    private const int MostHeads = 1000;

    public async Task<CompareAtlasesResponse> RunAsync(CompareAtlasesRequest request, CancellationToken cancellationToken)
    {
        Check(request);
        // Both are to be found before anything else is said of either.
        await jobs.RequireRecordAsync(request.JobId);
        await jobs.RequireRecordAsync(request.OtherJobId);
        var (mine, other) = (await access.RequirePlannedAsync(request.JobId), await access.RequirePlannedAsync(request.OtherJobId));
        RequireOneCorpus(mine.Record.Corpus, other.Record.Corpus);
        var (matched, unmatched) = await MatchAsync(request, mine, other);
        var (table, otherTable) = (await tables.ReadAsync(mine, cancellationToken), await tables.ReadAsync(other, cancellationToken));
        var sequences = CommonSequences.Draw(
            CommonSequences.Of(table, otherTable), request.MaxSequences == 0 ? DefaultSequences : request.MaxSequences);
        var changes = await work.RunAsync(matched, (pair, stop) => CompareAsync(mine, other, pair, sequences, table, stop), cancellationToken);
        var ordered = changes
            // Heads without a figure come last.
            .OrderByDescending(c => double.IsNaN(c.AttentionChange) ? -1 : c.AttentionChange).ThenByDescending(c => c.GeometryChange)
            .ThenBy(c => c.Layer).ThenBy(c => c.Head);
        return new CompareAtlasesResponse
        {
            Heads = { request.Limit == 0 ? ordered : ordered.Take(request.Limit) },
            Sequences = sequences.Count,
            Tokens = sequences.Sum(s => (long)s.Mine.Drawn.Tokens),
            Unmatched = { unmatched },
        };
    }

    private static void Check(CompareAtlasesRequest request)
    {
        var violations = new Violations();
        violations.Require(request.OtherJobId.Length > 0, "other_job_id", "is empty; give the id of the job to compare with");
        violations.Require(
            request.MaxSequences is >= 0 and <= MostSequences, "max_sequences", $"is {request.MaxSequences}; give 1 to {MostSequences}, or 0 for {DefaultSequences}");
        violations.Require(request.Limit is >= 0 and <= MostHeads, "limit", $"is {request.Limit}; give 1 to {MostHeads}, or 0 for all");
        violations.ThrowIfAny();
    }

    private static void RequireOneCorpus(Corpus mine, Corpus other)
    {
        if ((mine.Sha256, mine.Format) == (other.Sha256, other.Format)) return;
        throw CommonSequences.Differ("CORPORA_DIFFER", "is of another corpus than the job; compare jobs over one corpus");
    }

    /// <summary>The heads that are ready in both jobs, and those that are not.</summary>
    private async Task<(IReadOnlyList<(ReadyHead Mine, ReadyHead Other)> Matched, IReadOnlyList<HeadRef> Unmatched)> MatchAsync(
        CompareAtlasesRequest request, PlannedJob mine, PlannedJob other)
    {
        var (ready, otherReady) = (await heads.RequireAsync(mine), await heads.RequireAsync(other));
        var wanted = request.Heads.Count > 0 ? request.Heads.ToList() : [.. mine.Record.Heads().Union(other.Record.Heads()).OrderBy(h => h.Layer).ThenBy(h => h.Head)];
        var matched = new List<(ReadyHead, ReadyHead)>();
        var unmatched = new List<HeadRef>();
        foreach (var head in wanted.Distinct())
        {
            if (request.Heads.Count > 0)
            {
                await access.RequireReadyAsync(mine.Record, head.Layer, head.Head);
                await access.RequireReadyAsync(other.Record, head.Layer, head.Head);
            }

            if (ready.TryGetValue((head.Layer, head.Head), out var a) && otherReady.TryGetValue((head.Layer, head.Head), out var b) && a.HasSidesOf(b)) matched.Add((a, b));
            else unmatched.Add(head);
        }

        return (matched, unmatched);
    }

    private async Task<HeadChange> CompareAsync(
        PlannedJob mine, PlannedJob other, (ReadyHead Mine, ReadyHead Other) heads, IReadOnlyList<CommonSequence> sequences, TokenTable table, CancellationToken cancellationToken)
    {
        var (a, b) = heads;
        var attention = ProductsOnly.Holds(a.Layer) && ProductsOnly.Holds(b.Layer);
        var pair = new HeadPair(
            new SequenceVectors(vectors, mine.Record, a.Layer, a.Head), a.Layer, new SequenceVectors(vectors, other.Record, b.Layer, b.Head), b.Layer);
        foreach (var sequence in sequences) await pair.AddAsync(sequence.Mine, sequence.Other, attention, geometry: true, cancellationToken);
        var change = new HeadChange
        {
            Layer = a.Layer.Layer,
            Head = a.Head,
            AttentionChange = attention ? pair.MeanDistance : double.NaN,
            GeometryChange = 1 - pair.Likeness,
            ProfileChange = ProfileFields.Distance(a.Profile, b.Profile),
            MostChangedSequenceIndex = -1,
            MostChanged = attention ? 0 : double.NaN,
        };
        if (pair.Farthest is not { Distance: >= 0 } most) return change;
        change.MostChangedSequenceIndex = most.Place.Sequence.Index;
        change.MostChangedPosition = table.Positions[most.Place.Drawn.RowOf(a.Layer.QuerySide) + most.Query];
        change.MostChanged = most.Distance;
        return change;
    }
}
