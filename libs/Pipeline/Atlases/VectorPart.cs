namespace AttentionViz.Pipeline.Atlases;

/// <summary>Which vectors of a head; the value is the letter in the store's field names.</summary>
public enum VectorPart
{
    /// <summary>Stored by query head.</summary>
    Query = 'q',

    /// <summary>Stored by key head.</summary>
    Key = 'k',

    /// <summary>Stored by key head; norms only.</summary>
    Value = 'v',
}
