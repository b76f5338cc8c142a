namespace AttentionViz.Pipeline.Jobs;

/// <summary>How an unfinished job is kept: whatever its own time to live, but not for ever once nobody does it any more.</summary>
public static class JobLease
{
    /// <summary>Time to live of every key of an unfinished job, and of the corpus it reads; gateways renew it.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(1);
}
