namespace AttentionViz.Pipeline.Store;

/// <summary>Where something stands in an index by time.</summary>
/// <param name="Created">Unix milliseconds.</param>
public readonly record struct IndexPlace(long Created, string Id)
{
    /// <summary>True when this comes after another place, newest first; at the same time the larger id comes first.</summary>
    public bool IsBehind(IndexPlace other) =>
        Created < other.Created || (Created == other.Created && string.CompareOrdinal(Id, other.Id) < 0);
}
