namespace AttentionViz.Gateway.Server;

/// <summary>The longest that a request may ask things to be kept.</summary>
internal static class LongestTtl
{
    public static TimeSpan OfJobs { get; } = TimeSpan.FromDays(366);

    public static TimeSpan OfCorpora { get; } = TimeSpan.FromDays(366);
}
