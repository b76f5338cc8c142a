using AttentionViz.Numerics.Linear;

namespace AttentionViz.Bench.Projection;

/// <summary>
/// Seconds of one core below which a stage cannot come, as it is defined: the operations without which there is no result,
/// at the rates measured. Everything else (order, memory, transforms) is left out, so the true floor lies higher.
/// </summary>
/// <param name="rates">Of the machine.</param>
/// <param name="count">Points.</param>
/// <param name="width">Coordinates of a point.</param>
internal sealed class Floor(Rates rates, int count, int width)
{
    /// <summary>The Gram matrix, its lower half.</summary>
    public double Components => count * (double)width * (width + 1) / 2 / rates.Products;

    /// <summary>Distances of all pairs, each once.</summary>
    public double Neighbours => count * (count - 1.0) / 2 * width / rates.Products;

    /// <summary>Reading the graph and writing the matrix.</summary>
    public double Affinities(SymmetricSparse result, int neighbours) => ((8.0 * count * neighbours) + (8.0 * result.Values.Length)) / rates.Bytes;

    /// <summary>Each pair of neighbours once an iteration; up to 2,500 points each other pair too. Repulsion by a mesh is left out.</summary>
    public double Tsne(SymmetricSparse affinities, int iterations) =>
        iterations * ((affinities.Values.Length / 2.0) + (count <= 2500 ? count * (count - 1.0) / 2 : 0)) / rates.Pairs;

    /// <summary>Each visit of an edge, with its random pairs.</summary>
    public double Umap(SymmetricSparse graph, int epochs, int negatives)
    {
        double strongest = graph.Values.Max();
        return graph.Values.Sum(v => v / strongest) * epochs * (1 + negatives) / rates.Pairs;
    }
}
