namespace AttentionViz.Pipeline.Tenants;

/// <summary>What is used at one moment.</summary>
/// <param name="Version">Bookings made before; a booking on these figures is refused when there were others since.</param>
/// <param name="UnfinishedJobs">Of every tenant.</param>
/// <param name="OwnUnfinishedJobs">Of this tenant.</param>
/// <param name="TokensByTime">Jobs of the last 24 hours, oldest first: when, and tokens of their corpora.</param>
/// <param name="Bytes">Bytes of corpora and results kept.</param>
public sealed record Account(
    long Version, long UnfinishedJobs, long OwnUnfinishedJobs, IReadOnlyList<(DateTimeOffset Time, long Tokens)> TokensByTime, long Bytes)
{
    public long Tokens { get; } = TokensByTime.Sum(t => t.Tokens);
}
