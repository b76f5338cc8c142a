namespace AttentionViz.Numerics.Fidelity;

/// <summary>
/// What the figures of a head's maps are to be held against: the same figures in the model's own coordinates (raw) and in
/// aligned ones, and what chance would give (random). Null where there are too few tokens to define one.
/// </summary>
public sealed record HeadFidelity
{
    /// <summary>Spearman correlation of logit and distance over same-sequence pairs; in [-1, 1], -1 best.</summary>
    public double? CorrelationRaw { get; init; }

    public double? CorrelationAligned { get; init; }

    /// <summary>Of a query's 3 most attended keys of its sequence, the share among its 3 nearest there.</summary>
    public double? AttentionRecall3Raw { get; init; }

    public double? AttentionRecall3Aligned { get; init; }

    /// <summary>Mean of 3 / n over the same queries, n the keys that a query may attend.</summary>
    public double? AttentionRecall3Random { get; init; }

    /// <summary>Of a query's 10 most attended keys of the sample, the share among its 10 nearest.</summary>
    public double? AttentionRecall10Raw { get; init; }

    public double? AttentionRecall10Aligned { get; init; }

    /// <summary>10 / keys.</summary>
    public double? AttentionRecall10Random { get; init; }

    /// <summary>Share of keys among a query's 20 nearest points.</summary>
    public double? MixingRaw { get; init; }

    public double? MixingAligned { get; init; }

    /// <summary>Keys / (points - 1).</summary>
    public double? MixingRandom { get; init; }

    /// <summary>Of a point's 10 nearest in aligned space, the share among its 10 nearest in raw space.</summary>
    public double? KnnRecall10Raw { get; init; }

    /// <summary>10 / (points - 1).</summary>
    public double? KnnRecall10Random { get; init; }

    /// <summary>The same among points of one kind; 1 with modes that change all queries, and all keys, by one factor and shift.</summary>
    public double? WithinTypeKnnRecallRaw { get; init; }

    /// <summary>Mean over the points of 10 / (points of its kind - 1).</summary>
    public double? WithinTypeKnnRecallRandom { get; init; }

    /// <summary>Trustworthiness (k = 12) of raw neighbours as neighbours in aligned space.</summary>
    public double? Trustworthiness12Raw { get; init; }

    /// <summary>Its expectation for neighbours drawn at random, in closed form; near 0.5.</summary>
    public double? Trustworthiness12Random { get; init; }
}
