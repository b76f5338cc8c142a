using AttentionViz.V1;

namespace AttentionViz.Pipeline.Placing;

/// <summary>One call of ProjectSequences, as workers need to know it; it does not change.</summary>
/// <param name="Wanted">The request with every default filled in, without its sequences: <see cref="PlacingStore.ReadSequencesAsync"/> reads those.</param>
/// <param name="MaxTokens">Most tokens of a sequence, on each side of an encoder-decoder.</param>
/// <param name="Ttl">How long its keys stay after the last result: longer than the caller waits for the next one.</param>
public sealed record PlacingRecord(string PlacingId, ProjectSequencesRequest Wanted, int MaxTokens, TimeSpan Ttl);
