namespace AttentionViz.Gateway.Quotas;

/// <summary>
/// What one tenant may use; 0 = no limit. Section "Gateway:Quotas" for all, "Gateway:TenantQuotas:{tenant}" for one, where what
/// is left out is as for all.
/// </summary>
public sealed class QuotaOptions
{
    /// <summary>Jobs queued or running.</summary>
    public int? RunningJobs { get; set; }

    /// <summary>Tokens of the corpora over which jobs were submitted within 24 hours.</summary>
    public long? Tokens { get; set; }

    /// <summary>Bytes of corpora and results in the store.</summary>
    public long? StoredBytes { get; set; }

    /// <summary>Calls a second in the long run; where nobody is asked for a key, of one address.</summary>
    public double? CallsPerSecond { get; set; }

    /// <summary>Calls that may come at once after a pause. Default: those of two seconds.</summary>
    public int? Burst { get; set; }
}
