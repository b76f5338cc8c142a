namespace AttentionViz.Numerics.Fidelity;

/// <summary>Bounds of the cost of measuring; figures are means over seeded samples where there is more.</summary>
public sealed record FidelityOptions
{
    /// <summary>Most queries (or points) a neighbourhood figure looks at. At least 1.</summary>
    public int MaxQueries { get; init; } = 1000;

    /// <summary>Most same-sequence pairs a correlation looks at. At least 1.</summary>
    public int MaxPairs { get; init; } = 20_000;

    /// <summary>Seed of the samples.</summary>
    public ulong Seed { get; init; }

    /// <summary>Threads, at least 1; they change the time only.</summary>
    public int Threads { get; init; } = 1;
}
