namespace AttentionViz.Numerics.Alignment;

/// <summary>Bounds of the search for the scale c. The defaults suit heads of a few hundred to many thousand tokens.</summary>
public sealed record AlignmentOptions
{
    /// <summary>Most same-sequence pairs the criterion looks at, at least 1; beyond it a seeded sample is taken.</summary>
    public int MaxPairs { get; init; } = 40_000;

    /// <summary>Share of the pairs, the nearest, that carry weight: d0 is this quantile of the distances. In (0, 1].</summary>
    public double NearestShare { get; init; } = 0.05;

    /// <summary>At least so many pairs must be nearer than d0; the share is widened until they are. At least 3.</summary>
    public int MinPairs { get; init; } = 200;

    /// <summary>
    /// The search covers c from balance * least to balance * greatest, where balance makes both clouds equally wide. Above 0.
    /// Below balance the term |k|^2 / c^2 rules the order of a query's keys: the nearest are then the short ones, not the
    /// attended ones, yet the criterion, which pools all queries, is often deepest there.
    /// </summary>
    public double LeastRatio { get; init; } = 1;

    /// <summary>
    /// Above <see cref="LeastRatio"/>. At ratio r queries are r^2 times as wide as keys. Beyond twice as wide, queries stand
    /// around the keys they attend to instead of among them.
    /// </summary>
    public double GreatestRatio { get; init; } = 1.4142;

    /// <summary>Points of the coarse scan over log c before golden section refines the best bracket. At least 5.</summary>
    public int ScanPoints { get; init; } = 15;

    /// <summary>Golden section stops when the bracket is this narrow in log c. Above 0.</summary>
    public double Tolerance { get; init; } = 1e-3;

    /// <summary>Seed of the pair sample.</summary>
    public ulong Seed { get; init; }

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxPairs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MinPairs, 3);
        ArgumentOutOfRangeException.ThrowIfLessThan(ScanPoints, 5);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Tolerance);
        if (NearestShare is not (> 0 and <= 1))
            throw new ArgumentException($"NearestShare is {NearestShare}; it must lie in (0, 1].");
        if (!(LeastRatio > 0 && GreatestRatio > LeastRatio && double.IsFinite(GreatestRatio)))
            throw new ArgumentException($"LeastRatio is {LeastRatio}, GreatestRatio {GreatestRatio}; they must be above 0 and ascend.");
    }
}
