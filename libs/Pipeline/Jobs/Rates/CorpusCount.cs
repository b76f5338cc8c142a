namespace AttentionViz.Pipeline.Jobs.Rates;

/// <summary>What planning found of a corpus with a model under some limits of sequences.</summary>
/// <param name="Sequences">Without those skipped.</param>
public sealed record CorpusCount(long Sequences, long Tokens);
