using AttentionViz.Gateway.Errors;
using AttentionViz.Gateway.Requests;
using AttentionViz.Gateway.Security;
using AttentionViz.Pipeline.Jobs;
using AttentionViz.V1;

namespace AttentionViz.Gateway.Jobs;

/// <summary>Pages of the caller's jobs, newest first.</summary>
internal sealed class JobListing(JobStore store, Callers callers)
{
    private const int DefaultPage = 50;

    public async Task<ListJobsResponse> ListAsync(ListJobsRequest request, CancellationToken cancellationToken)
    {
        var violations = new Violations();
        var size = violations.PageSize(request.PageSize, DefaultPage);
        var place = PageToken.DecodePlace(request.PageToken, "ListJobs", violations);
        for (var i = 0; i < request.States.Count; i++)
        {
            violations.Require(
                request.States[i] != JobState.Unspecified && Enum.IsDefined(request.States[i]), $"states[{i}]", $"is {(int)request.States[i]}; give a state of JobState, 1 to 7");
        }

        violations.ThrowIfAny();

        var response = new ListJobsResponse();
        await foreach (var places in store.ListAsync(callers.Current.Listed, place, cancellationToken))
        {
            foreach (var job in await Task.WhenAll(places.Select(p => store.ReadAsync(p.Id))))
            {
                // Null: deleted since the ids were read.
                if (job is null || !Matches(job, request)) continue;
                if (response.Jobs.Count == size)
                {
                    response.NextPageToken = PageToken.Encode(response.Jobs[^1].CreateTime, response.Jobs[^1].JobId);
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
}
