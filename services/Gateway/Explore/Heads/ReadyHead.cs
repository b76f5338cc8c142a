using AttentionViz.V1;

namespace AttentionViz.Gateway.Explore.Heads;

/// <summary>A finished head with the layer it is of.</summary>
internal sealed record ReadyHead(AttentionLayer Layer, HeadSummary Summary)
{
    public int Head => Summary.Head;

    public HeadProfile Profile { get; } = Summary.Profile ?? new HeadProfile();

    /// <summary>Whether queries and keys of both are of the same tokens; only then can they be held side by side.</summary>
    public bool HasSidesOf(ReadyHead other) => (Layer.QuerySide, Layer.KeySide) == (other.Layer.QuerySide, other.Layer.KeySide);
}

/// <summary>What a head is ranked by.</summary>
/// <param name="Found">What the caller is told.</param>
/// <param name="Order">Greatest first.</param>
internal readonly record struct ScoredHead(FoundHead Found, double Order)
{
    public static ScoredHead Of(ReadyHead head, double value, double? order = null) =>
        new(new FoundHead { Layer = head.Layer.Layer, Head = head.Head, Value = value }, order ?? value);
}
