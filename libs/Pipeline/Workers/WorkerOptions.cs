using System.ComponentModel.DataAnnotations;

namespace AttentionViz.Pipeline.Workers;

/// <summary>Settings of extractors and projectors alike. Section "Worker".</summary>
public sealed class WorkerOptions
{
    public const string Section = "Worker";

    /// <summary>
    /// Longest that a unit (plan, shard, head) may run, 1 second to 25 minutes; then its job fails. RabbitMQ takes a message away
    /// from whoever has held it for 30 minutes. Default 20 minutes.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:25:00")]
    public TimeSpan UnitTimeout { get; set; } = TimeSpan.FromMinutes(20);

    /// <summary>How long a unit is tried again while store or bus are out of reach before another worker may have it, 1 second to 25 minutes. Default 1 minute.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:25:00")]
    public TimeSpan StorePatience { get; set; } = TimeSpan.FromMinutes(1);
}
