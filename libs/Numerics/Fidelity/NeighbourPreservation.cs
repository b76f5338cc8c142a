using AttentionViz.Numerics.Neighbours;

namespace AttentionViz.Numerics.Fidelity;

/// <summary>How well a map keeps the neighbourhoods of points of one kind.</summary>
public static class NeighbourPreservation
{
    /// <summary>
    /// knn_recall_10 (needs more than 11 points) and trustworthiness_12 (Venna, Kaski 2001; needs more than 24 points,
    /// where its normalization is defined), means over a seeded sample of <see cref="FidelityOptions.MaxQueries"/> points.
    /// </summary>
    /// <param name="original">The points in the space that was reduced.</param>
    /// <param name="map">The same points in the map.</param>
    public static (double? KnnRecall10, double? Trustworthiness12) Measure(
        PointBlocks original, PointBlocks map, FidelityOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(original);
        ArgumentNullException.ThrowIfNull(map);
        ArgumentNullException.ThrowIfNull(options);
        if (original.Count != map.Count)
            throw new ArgumentException($"{original.Count} points, but {map.Count} in the map.", nameof(map));
        var figures = new Neighbourhoods(original, original.Count, null, options with { MaxPoints = options.MaxQueries }, cancellation).In(map, cancellation);
        return (figures.KnnRecall10, figures.Trustworthiness12);
    }
}
