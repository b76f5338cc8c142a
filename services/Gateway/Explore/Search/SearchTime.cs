using System.Globalization;
using AttentionViz.Gateway.Errors;
using Google.Rpc;
using Grpc.Core;

namespace AttentionViz.Gateway.Explore.Search;

/// <summary>The time that one search may take, from its start.</summary>
internal sealed class SearchTime(TimeProvider clock, TimeSpan limit, CancellationToken cancellationToken)
{
    private readonly long _start = clock.GetTimestamp();

    /// <summary>What is left of it; 0 when nothing is.</summary>
    public TimeSpan Left => limit - clock.GetElapsedTime(_start) is { Ticks: > 0 } left ? left : TimeSpan.Zero;

    /// <summary>Ends a search that takes too long or that nobody waits for.</summary>
    public void Check()
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (Left == TimeSpan.Zero) throw Exceeded();
    }

    public RpcException Exceeded()
    {
        var seconds = limit.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        return Fault.Of(
            Code.ResourceExhausted, "SEARCH_TOO_SLOW", $"the search took more than {seconds} s, the most this server lets it; make the text simpler, or narrow the search with filters",
            ("max_seconds", seconds));
    }
}
