namespace AttentionViz.Pipeline.Jobs;

/// <summary>Names of the units of work of a job, as they stand in its set of open units.</summary>
public static class JobUnit
{
    public const string Plan = "plan";

    public static string Shard(int shard) => $"shard {shard}";

    public static string Head(int layer, int head) => $"L{layer} H{head}";

    /// <summary>"plan", "shard" or "head".</summary>
    public static string Kind(string unit) => unit == Plan ? Plan : unit.StartsWith("shard", StringComparison.Ordinal) ? "shard" : "head";
}
