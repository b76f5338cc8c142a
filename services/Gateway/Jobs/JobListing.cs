using System.Globalization;
using AttentionViz.Gateway.Errors;
using AttentionViz.Gateway.Requests;
using AttentionViz.Pipeline.Jobs;
using AttentionViz.V1;

namespace AttentionViz.Gateway.Jobs;

/// <summary>Pages of jobs, newest first.</summary>
internal sealed class JobListing(JobStore store)
{
    private const int DefaultPage = 50;
    private const int ReadAtOnce = 32;

    public async Task<ListJobsResponse> ListAsync(ListJobsRequest request, CancellationToken cancellationToken)
    {
        var violations = new Violations();
        var size = violations.PageSize(request.PageSize, DefaultPage);
        var place = ParsePlace(PageToken.Decode(request.PageToken, violations), request.PageToken, violations);
        for (var i = 0; i < request.States.Count; i++)
        {
            violations.Require(
                request.States[i] != JobState.Unspecified && Enum.IsDefined(request.States[i]), $"states[{i}]", $"is {(int)request.States[i]}; give a state of JobState, 1 to 7");
        }

        violations.ThrowIfAny();

        var response = new ListJobsResponse();
        foreach (var ids in Rest(await store.ListAsync(), place).Chunk(ReadAtOnce))
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var job in await Task.WhenAll(ids.Select(store.ReadAsync)))
            {
                // Null: deleted since the ids were read.
                if (job is null || !IsAfter(job, place) || !Matches(job, request)) continue;
                if (response.Jobs.Count == size)
                {
                    response.NextPageToken = PageToken.Encode(PlaceOf(response.Jobs[^1]));
                    return response;
                }

                response.Jobs.Add(job);
            }
        }

        return response;
    }

    private static bool Matches(Job job, ListJobsRequest request) =>
        (request.States.Count == 0 || request.States.Contains(job.State))
        && request.Labels.All(l => job.Spec.Labels.TryGetValue(l.Key, out var value) && value == l.Value);

    private static string PlaceOf(Job job) => string.Create(CultureInfo.InvariantCulture, $"{Created(job)}/{job.JobId}");

    private static long Created(Job job) => job.CreateTime.ToDateTimeOffset().ToUnixTimeMilliseconds();

    /// <summary>The ids behind the place; all of them when the job that marks it was deleted meanwhile.</summary>
    private static IEnumerable<string> Rest(IReadOnlyList<string> ids, (long Created, string JobId)? place)
    {
        var at = place is { } p ? ids.ToList().IndexOf(p.JobId) : -1;
        return ids.Skip(at + 1);
    }

    private static bool IsAfter(Job job, (long Created, string JobId)? place) =>
        place is not { } p || Created(job) < p.Created || (Created(job) == p.Created && string.CompareOrdinal(job.JobId, p.JobId) < 0);

    private static (long Created, string JobId)? ParsePlace(string place, string token, Violations violations)
    {
        if (place.Length == 0) return null;
        var slash = place.IndexOf('/', StringComparison.Ordinal);
        if (slash > 0 && long.TryParse(place.AsSpan(0, slash), CultureInfo.InvariantCulture, out var created)) return (created, place[(slash + 1)..]);
        violations.Add("page_token", $"is {Fault.Quote(token)}, which is no token of ListJobs; give the next_page_token of the page before");
        return null;
    }
}
