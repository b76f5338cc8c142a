using System.Globalization;
using AttentionViz.Pipeline.Messages;
using AttentionViz.V1;

namespace AttentionViz.Pipeline.Jobs;

/// <summary>Names of the units of work of a job, as they stand in its sets of units, and the messages that ask for them.</summary>
public static class JobUnit
{
    public const string Plan = "plan";

    /// <summary><see cref="Kind"/> of a shard.</summary>
    public const string ShardKind = "shard";

    public static string Shard(int shard) => $"{ShardKind} {shard}";

    public static string Head(int layer, int head) => $"L{layer} H{head}";

    /// <summary>"plan", "shard" or "head".</summary>
    public static string Kind(string unit) => unit == Plan ? Plan : unit.StartsWith(ShardKind, StringComparison.Ordinal) ? ShardKind : "head";

    /// <summary>The units of the stage that a state stands for, in the order in which they are asked for.</summary>
    /// <param name="first">Place of the first.</param>
    public static IEnumerable<string> OfStage(JobRecord job, JobState state, int first, int count) => state switch
    {
        JobState.Queued => Enumerable.Repeat(Plan, count),
        JobState.Extracting => Enumerable.Range(first, count).Select(Shard),
        _ => job.Heads().Skip(first).Take(count).Select(h => Head(h.Layer, h.Head)),
    };

    /// <summary>The message that asks for a unit.</summary>
    /// <param name="again">Somebody may have begun it; see <see cref="IUnitMessage.Again"/>.</param>
    public static object Message(JobRecord job, string unit, bool again = false)
    {
        var numbers = unit.Split(' ');
        return Kind(unit) switch
        {
            Plan => PlanJob.Of(job.Spec.Priority, job.JobId, again),
            ShardKind => ExtractShard.Of(job.Spec.Priority, job.JobId, Number(numbers[1]), again),
            _ => ProjectHead.Of(job.Spec.Priority, job.JobId, Number(numbers[0][1..]), Number(numbers[1][1..]), again),
        };
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
