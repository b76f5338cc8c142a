namespace AttentionViz.Projector.Projection;

/// <summary>A matrix reduced by one method.</summary>
/// <param name="Map">The points, in the order of the rows.</param>
/// <param name="Seconds">Time of each stage in order; the only part that is not reproducible.</param>
public sealed record MatrixProjection(ReducedMap Map, IReadOnlyList<StageSeconds> Seconds);
