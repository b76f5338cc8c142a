using System.Diagnostics;
using AttentionViz.V1;
using Grpc.Core;

namespace AttentionViz.Bench.Placing;

/// <summary>One call as its caller sees it, in milliseconds from the request on.</summary>
internal readonly record struct CallTimes(double Tokens, double FirstHead, double LastHead)
{
    public static async Task<CallTimes> OfAsync(ExploreService.ExploreServiceClient explore, ProjectSequencesRequest request, CancellationToken stop)
    {
        var began = Stopwatch.GetTimestamp();
        using var call = explore.ProjectSequences(request, cancellationToken: stop);
        double tokens = 0, first = 0;
        await foreach (var part in call.ResponseStream.ReadAllAsync(stop))
        {
            var now = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            if (part.Tokens is not null) tokens = now;
            else if (first == 0) first = now;
        }

        return new CallTimes(tokens, first, Stopwatch.GetElapsedTime(began).TotalMilliseconds);
    }
}
