using System.ComponentModel.DataAnnotations;

namespace AttentionViz.Pipeline.Store;

/// <summary>Where results are kept, and for how long. Section "Store".</summary>
public sealed class StoreOptions : IValidatableObject
{
    public const string Section = "Store";

    /// <summary>StackExchange.Redis configuration: "redis:6379", with ",user=...,password=...,ssl=true" where it asks for them; of a cluster some of its nodes.</summary>
    public string Redis { get; set; } = "";

    /// <summary>PEM file of the authority that signed Redis' certificate; empty = those that this machine trusts.</summary>
    public string CaCertificate { get; set; } = "";

    /// <summary>Most bytes that a node of the store may hold before corpora and jobs are refused; 0 (the default) = nine tenths of what Redis itself sets as its maxmemory.</summary>
    [Range(0, long.MaxValue)]
    public long MaxBytes { get; set; }

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
        if (Redis.Length == 0) yield return new ValidationResult("Store:Redis is not set; give Redis' address, such as redis:6379 or redis:6379,password=...", [nameof(Redis)]);
        else if (!RedisHost.CanRead(Redis)) yield return new ValidationResult(RedisHost.Unreadable, [nameof(Redis)]);
        if (CaCertificate.Length > 0 && !File.Exists(CaCertificate))
            yield return new ValidationResult($"Store:CaCertificate is '{Path.GetFileName(CaCertificate)}', which is no file here; give the path of a PEM file", [nameof(CaCertificate)]);
        if (JobTtl > MaxJobTtl)
            yield return new ValidationResult($"Store:JobTtl is {JobTtl}, above Store:MaxJobTtl, {MaxJobTtl}; lower the one or raise the other", [nameof(JobTtl)]);
        if (CorpusTtl > MaxCorpusTtl)
            yield return new ValidationResult($"Store:CorpusTtl is {CorpusTtl}, above Store:MaxCorpusTtl, {MaxCorpusTtl}; lower the one or raise the other", [nameof(CorpusTtl)]);
    }
}
