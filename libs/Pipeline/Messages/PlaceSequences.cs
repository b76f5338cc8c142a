namespace AttentionViz.Pipeline.Messages;

/// <summary>Run the sequences of a placing through its job's model.</summary>
public sealed record PlaceSequences(string PlacingId);
