using AttentionViz.Gateway.Errors;
using Google.Protobuf.WellKnownTypes;

namespace AttentionViz.Gateway.Requests;

/// <summary>Checks that many requests share.</summary>
internal static class RequestChecks
{
    private static readonly TimeSpan ShortestTtl = TimeSpan.FromMinutes(1);

    public static void RequireId(string id, string field)
    {
        var violations = new Violations();
        violations.Require(id.Length > 0, field, "is empty; give an id");
        violations.ThrowIfAny();
    }

    public static int PageSize(this Violations violations, int asked, int unset)
    {
        violations.Require(asked is >= 0 and <= 1000, "page_size", $"is {asked}; give 1 to 1000, or 0 for {unset}");
        return asked == 0 ? unset : asked;
    }

    /// <param name="longest">The most that may be asked for.</param>
    /// <param name="setting">Where the operator of the server set it.</param>
    public static void CheckTtl(this Violations violations, Duration? ttl, string field, TimeSpan longest, string setting)
    {
        if (ttl is null) return;
        var whole = ttl.Nanos is >= 0 and < 1_000_000_000 && ttl.Seconds >= ShortestTtl.TotalSeconds && ttl.Seconds <= longest.TotalSeconds
            && (ttl.Seconds < longest.TotalSeconds || ttl.Nanos == 0);
        violations.Require(
            whole, field, $"is {ttl.Seconds}.{ttl.Nanos:D9} s; give 60 s (1 minute) to {longest.TotalSeconds} s ({longest.TotalDays:0.##} days, the server's {setting}), or leave it out");
    }
}
