namespace AttentionViz.Pipeline.Tenants;

/// <summary>What a job or corpus takes of its tenant's account.</summary>
/// <param name="Tenant">Whose account.</param>
/// <param name="Id">Of the job or corpus.</param>
/// <param name="IsJob">False for a corpus, which takes bytes only.</param>
/// <param name="Tokens">Tokens of the job's corpus, expected; replaced by the count once the job is planned.</param>
/// <param name="Bytes">Bytes in the store; for a job expected, and measured once it has ended.</param>
public sealed record Booking(string Tenant, string Id, bool IsJob, long Tokens, long Bytes)
{
    /// <summary>Most bytes that a job takes while it runs.</summary>
    public long PeakBytes { get; init; }
}
