namespace AttentionViz.Numerics.Alignment;

/// <summary>Bounds of the search for the scale c. The defaults suit heads of a few hundred to many thousand tokens.</summary>
public sealed record AlignmentOptions
{
    /// <summary>Most same-sequence pairs the criterion looks at, at least 1; beyond it a seeded sample is taken.</summary>
    public int MaxPairs { get; init; } = 40_000;

    /// <summary>
    /// Share of the pairs, the nearest, that carry weight: d0 is this quantile of the distances. In (0, 1]. The weight
    /// (d0 - d)^2 falls so fast that at a half, the nearest fifth of the pairs still carries most of it. Shares of a few
    /// percent rest on the handful of keys nearest the centre: the curve then has several valleys, and the deepest is often
    /// one where a cloud has shrunk inside the other and distance says nothing about attention.
    /// </summary>
    public double NearestShare { get; init; } = 0.5;

    /// <summary>At least so many pairs must be nearer than d0; the share is widened until they are. At least 3.</summary>
    public int MinPairs { get; init; } = 200;

    /// <summary>
    /// The search covers c from balance / range to balance * range, where balance makes both clouds equally wide. Above 1.
    /// At range r one cloud is r^2 times as wide as the other; far beyond that a map shows one of them as a point.
    /// </summary>
    public double Range { get; init; } = 4;

    /// <summary>Points of the coarse scan over log c before golden section refines the best bracket. At least 5.</summary>
    public int ScanPoints { get; init; } = 25;

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
        if (!(Range > 1))
            throw new ArgumentException($"Range is {Range}; it must exceed 1.");
    }
}
