using StackExchange.Redis;

namespace AttentionViz.Pipeline.Jobs;

/// <summary>
/// How far the units of a job's stage have been asked for: two fields of its record. Units are asked for in order, so those beyond are
/// a number and not a list.
/// </summary>
internal static class StageUnits
{
    /// <summary>Field of the record: units of the stage.</summary>
    public const string Total = "stage-units";

    /// <summary>Field of the record: how many of them were asked for.</summary>
    public const string Asked = "stage-asked";

    /// <summary>Begins a stage of that many units.</summary>
    public static void Open(ITransaction transaction, RedisKey record, int total) =>
        _ = transaction.HashSetAsync(record, [new(Total, total), new(Asked, 0)]);
}
