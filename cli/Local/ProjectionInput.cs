namespace AttentionViz.Cli.Local;

/// <summary>What to project: one matrix, or the queries and keys of a head.</summary>
/// <param name="Matrix">Path of a matrix; null for a head.</param>
/// <param name="Queries">Path of the queries; null for a matrix.</param>
/// <param name="Keys">Path of the keys; null for a matrix.</param>
/// <param name="Tokens">Path of a tokens.jsonl; null = the one beside the queries, if any.</param>
/// <param name="Scale">Factor of the logits; null = of the head.json beside the queries.</param>
internal sealed record ProjectionInput(string? Matrix, string? Queries, string? Keys, string? Tokens, double? Scale);
