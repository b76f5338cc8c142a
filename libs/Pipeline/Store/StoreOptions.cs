using System.ComponentModel.DataAnnotations;

namespace AttentionViz.Pipeline.Store;

/// <summary>Where results are kept, and for how long.</summary>
public sealed class StoreOptions
{
    /// <summary>StackExchange.Redis configuration, e.g. "redis:6379,password=...".</summary>
    [Required]
    public string Redis { get; set; } = "";

    /// <summary>How long a job stays after its last change. 1 minute to 1 year; default 7 days.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "366.00:00:00")]
    public TimeSpan JobTtl { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How long a corpus stays after it was last used. 1 minute to 1 year; default 7 days.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "366.00:00:00")]
    public TimeSpan CorpusTtl { get; set; } = TimeSpan.FromDays(7);
}
