using AttentionViz.Gateway.Atlases;
using AttentionViz.Gateway.Errors;
using AttentionViz.V1;
using By = AttentionViz.V1.FindHeadsRequest.ByOneofCase;

namespace AttentionViz.Gateway.Explore.Heads;

/// <summary>Ranks the finished heads of a job.</summary>
internal sealed class HeadFinder(AtlasAccess access, ComparableHeads heads, LikenessScores likeness, ExampleScores examples)
{
    private const int DefaultLimit = 20;
    private const int MostHeads = 1000;

    public async Task<FindHeadsResponse> RunAsync(FindHeadsRequest request, CancellationToken cancellationToken)
    {
        Check(request);
        var job = await access.RequirePlannedAsync(request.JobId);
        if (request.ByCase == By.Like) AtlasAccess.RequireHead(job.Record, request.Like.Layer, request.Like.Head);
        ReadyHead[] ready = [.. (await heads.RequireAsync(job)).Values];
        var scored = request.ByCase switch
        {
            By.Profile => ByProfile(request.Profile, ready),
            By.Like => await likeness.ScoreAsync(job, request.Like, ready, cancellationToken),
            _ => await examples.ScoreAsync(job, request.Example, ready, cancellationToken),
        };
        var best = scored
            .OrderByDescending(s => s.Order)
            // A head is most like itself, even where another is the very same.
            .ThenByDescending(s => request.ByCase == By.Like && (s.Found.Layer, s.Found.Head) == (request.Like.Layer, request.Like.Head))
            .ThenBy(s => s.Found.Layer).ThenBy(s => s.Found.Head);
        return new FindHeadsResponse
        {
            Heads = { best.Take(request.Limit == 0 ? DefaultLimit : request.Limit).Select(s => s.Found) },
            Compared = scored.Count,
        };
    }

    private static void Check(FindHeadsRequest request)
    {
        var violations = new Violations();
        violations.Require(request.Limit is >= 0 and <= MostHeads, "limit", $"is {request.Limit}; give 1 to {MostHeads}, or 0 for {DefaultLimit}");
        switch (request.ByCase)
        {
            case By.None:
                violations.Add("by", "is not given; give profile, like or example");
                break;
            case By.Profile:
                violations.Require(
                    ProfileFields.Reader(request.Profile.Score) is not null, "profile.score",
                    $"is {Fault.Quote(request.Profile.Score)}; give one of {string.Join(", ", ProfileFields.Names)}");
                break;
            case By.Like:
                violations.Require(
                    Enum.IsDefined(request.Like.Likeness), "like.likeness", $"is {(int)request.Like.Likeness}; give ATTENTION (1), PROFILE (2) or GEOMETRY (3)");
                break;
            default:
                ExampleScores.Check(request.Example, violations);
                break;
        }

        violations.ThrowIfAny();
    }

    private static List<ScoredHead> ByProfile(ProfileScore by, IReadOnlyList<ReadyHead> ready)
    {
        var read = ProfileFields.Reader(by.Score)!;
        return [.. ready.Select(h => ScoredHead.Of(h, read(h.Profile), by.Ascending ? -read(h.Profile) : read(h.Profile)))];
    }
}
