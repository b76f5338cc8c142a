namespace AttentionViz.Numerics.Fidelity;

/// <summary>Bounds of the cost of measuring; figures are means over seeded samples where there is more.</summary>
public sealed record FidelityOptions
{
    /// <summary>Most queries that attention_recall_3 looks at. At least 1.</summary>
    public int MaxQueries { get; init; } = 1000;

    /// <summary>Most queries, and as many keys, that a neighbourhood figure looks at. At least 1.</summary>
    public int MaxPoints { get; init; } = 200;

    /// <summary>Most same-sequence pairs a correlation looks at. At least 1.</summary>
    public int MaxPairs { get; init; } = 8000;

    /// <summary>Resamples of the sequences behind the interval of attention_recall_3. At least 1.</summary>
    public int Resamples { get; init; } = 999;

    /// <summary>Shuffles of the keys behind the p-value of attention_recall_3. At least 1.</summary>
    public int Shuffles { get; init; } = 499;

    /// <summary>Most queries that the shuffles look at, of whole sequences where these are short. At least 1.</summary>
    public int MaxShuffledQueries { get; init; } = 100;

    /// <summary>Seed of the samples.</summary>
    public ulong Seed { get; init; }

    /// <summary>Threads, at least 1; they change the time only.</summary>
    public int Threads { get; init; } = 1;
}
