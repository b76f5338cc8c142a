namespace AttentionViz.Cli.Local;

/// <summary>Later points, to be placed in the map: one matrix, or queries and keys.</summary>
/// <param name="Matrix">Path of a matrix; null for a head.</param>
/// <param name="Queries">Path of the queries; null for a matrix.</param>
/// <param name="Keys">Path of the keys; null for a matrix.</param>
/// <param name="Output">Where their places go.</param>
internal sealed record PlacementInput(string? Matrix, string? Queries, string? Keys, string Output);
