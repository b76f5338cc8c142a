namespace AttentionViz.Gateway.Quotas;

/// <summary>What has to hold of limits and quotas before the gateway starts.</summary>
internal static class BoundRules
{
    public static IEnumerable<string> Faults(LimitOptions limits)
    {
        foreach (var (name, value) in new[]
        {
            (nameof(limits.UnfinishedJobs), limits.UnfinishedJobs), (nameof(limits.ConcurrentCalls), limits.ConcurrentCalls), (nameof(limits.ConcurrentWatches), limits.ConcurrentWatches),
            (nameof(limits.ConcurrentUploads), limits.ConcurrentUploads), (nameof(limits.Connections), limits.Connections),
        })
        {
            if (value < 0) yield return $"Gateway:Limits:{name} is {value}; give a bound, or 0 for none";
        }

        if (limits.StreamsPerConnection is < 1 or > 10_000) yield return $"Gateway:Limits:StreamsPerConnection is {limits.StreamsPerConnection}; give 1 to 10000";
    }

    /// <param name="at">Section.</param>
    public static IEnumerable<string> Faults(QuotaOptions quota, string at)
    {
        foreach (var (name, value) in new[] { (nameof(quota.RunningJobs), quota.RunningJobs), (nameof(quota.Tokens), quota.Tokens), (nameof(quota.StoredBytes), quota.StoredBytes) })
        {
            if (value < 0) yield return $"{at}:{name} is {value}; give a bound, or 0 for none";
        }

        if (quota.CallsPerSecond is { } rate && !(rate == 0 || rate is >= 0.001 and <= 1e6)) yield return $"{at}:CallsPerSecond is {rate}; give 0.001 to 1000000, or 0 for no limit";
        if (quota.Burst < 1) yield return $"{at}:Burst is {quota.Burst}; give 1 or more";
    }
}
