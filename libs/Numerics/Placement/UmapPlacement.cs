using AttentionViz.Numerics.Threading;
using AttentionViz.Numerics.Umap;

namespace AttentionViz.Numerics.Placement;

/// <summary>
/// New points in a UMAP map that stands still. A new point has memberships in its nearest reference points as the map's own
/// points have (paper, algorithm 3), starts at their weighted median and goes to where the forces of the layout balance on average.
/// </summary>
public static class UmapPlacement
{
    private const int PointsPerBlock = 16;

    /// <summary>
    /// Places points, each by itself: the result does not depend on what else is placed, nor on the number of threads.
    /// </summary>
    /// <param name="reference">Points and their UMAP map, not rescaled since.</param>
    /// <param name="added">[m x reference.Width], row-major, finite, aligned as the reference points are; m may be 0.</param>
    /// <param name="options">Settings that the map was made with; null = defaults. Epochs and learning rate are not looked at.</param>
    /// <param name="threads">At least 1; they change the time only.</param>
    /// <param name="cancellation">Checked between points.</param>
    /// <returns>[m x reference.Dimensions] where they stand in the map.</returns>
    /// <exception cref="ArgumentException">A setting is out of range, a width differs or a value is not finite.</exception>
    public static float[] Place(
        ReferenceMap reference, ReadOnlySpan<float> added, UmapOptions? options = null, int threads = 1, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(reference);
        options ??= new UmapOptions();
        options.Validate();
        var k = options.NeighboursFor(reference.Count);
        var graph = reference.Neighbours(added, k, threads, cancellation);
        var kernel = new UmapKernel(DistanceCurve.Fit(options.MinDistance, options.Spread), UmapLayout.Softening, UmapLayout.MaxGradient);
        var dimensions = reference.Dimensions;
        var places = new float[graph.Count * dimensions];
        RowBlocks.For(graph.Count, PointsPerBlock, threads, (start, end) =>
        {
            var anchors = new Anchors(reference, k);
            var force = new UmapForce(reference, anchors, kernel, options.NegativeSamples);
            var strengths = new double[k];
            for (var i = start; i < end; i++)
            {
                var place = places.AsSpan(i * dimensions, dimensions);
                // The mean distance of all points only matters where all k are at distance 0, and strengths are then 1 whatever it is.
                FuzzyGraph.Strengths(graph.Distances.AsSpan(i * k, k), 0, strengths);
                anchors.Set(graph.Indices.AsSpan(i * k, k), strengths);
                anchors.Median(place);
                ForceDescent.Run(force, place);
            }
        }, cancellation);
        return places;
    }
}
