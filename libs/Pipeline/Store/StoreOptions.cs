using System.ComponentModel.DataAnnotations;

namespace AttentionViz.Pipeline.Store;

/// <summary>Where results are kept, and for how long.</summary>
public sealed class StoreOptions : IValidatableObject
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

    /// <summary>Longest time that a job may ask for. 1 minute to 10 years, and no less than <see cref="JobTtl"/>; default 90 days.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "3660.00:00:00")]
    public TimeSpan MaxJobTtl { get; set; } = TimeSpan.FromDays(90);

    /// <summary>Longest time that a corpus may ask for. 1 minute to 10 years, and no less than <see cref="CorpusTtl"/>; default 90 days.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "3660.00:00:00")]
    public TimeSpan MaxCorpusTtl { get; set; } = TimeSpan.FromDays(90);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (JobTtl > MaxJobTtl)
            yield return new ValidationResult($"Store:JobTtl is {JobTtl}, above Store:MaxJobTtl, {MaxJobTtl}; lower the one or raise the other", [nameof(JobTtl)]);
        if (CorpusTtl > MaxCorpusTtl)
            yield return new ValidationResult($"Store:CorpusTtl is {CorpusTtl}, above Store:MaxCorpusTtl, {MaxCorpusTtl}; lower the one or raise the other", [nameof(CorpusTtl)]);
    }
}
