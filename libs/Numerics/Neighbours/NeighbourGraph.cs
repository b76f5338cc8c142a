namespace AttentionViz.Numerics.Neighbours;

/// <summary>The k nearest other points of every point, nearest first, equal distances by index.</summary>
/// <param name="Count">Number of points, n.</param>
/// <param name="K">Neighbours a point has, at most n - 1.</param>
/// <param name="Metric">The unit of the distances.</param>
/// <param name="Indices">[n x K] neighbours.</param>
/// <param name="Distances">[n x K] distances, ascending in each row.</param>
public sealed record NeighbourGraph(int Count, int K, Metric Metric, int[] Indices, float[] Distances);
