namespace AttentionViz.Pipeline.Messages;

/// <summary>Place the new queries and keys of one head into its maps.</summary>
public sealed record PlaceHead(string PlacingId, int Layer, int Head);
