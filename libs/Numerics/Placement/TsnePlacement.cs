using AttentionViz.Numerics.Threading;
using AttentionViz.Numerics.Tsne;

namespace AttentionViz.Numerics.Placement;

/// <summary>
/// New points in a t-SNE map that stands still. A new point starts at the median of its nearest reference points, weighted by
/// p_j|i (Policar, Strazar, Zupan: Embedding to reference t-SNE space addresses batch effects in single-cell classification,
/// 2023), and goes downhill to where the map's own divergence would have it. Their normalization over the new point alone and
/// perplexity 5 were measured too and land farther from where points were that the map knew.
/// </summary>
public static class TsnePlacement
{
    private const int PointsPerBlock = 16;

    /// <summary>
    /// Places points, each by itself: the result does not depend on what else is placed, nor on the number of threads.
    /// </summary>
    /// <param name="reference">Points and their t-SNE map, neither exaggerated nor rescaled since.</param>
    /// <param name="added">[m x reference.Width], row-major, finite, aligned as the reference points are; m may be 0.</param>
    /// <param name="options">Settings that the map was made with; null = defaults. Only the perplexity is looked at.</param>
    /// <param name="threads">At least 1; they change the time only.</param>
    /// <param name="cancellation">Checked between points.</param>
    /// <returns>[m x reference.Dimensions] where they stand in the map.</returns>
    /// <exception cref="ArgumentException">A width differs, a value is not finite, or the perplexity does not fit the reference points.</exception>
    public static float[] Place(
        ReferenceMap reference, ReadOnlySpan<float> added, TsneOptions? options = null, int threads = 1, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(reference);
        options ??= new TsneOptions();
        var perplexity = options.PerplexityFor(reference.Count);
        var k = options.NeighboursFor(reference.Count);
        var graph = reference.Neighbours(added, k, threads, cancellation);
        var probabilities = PerplexityAffinities.Conditional(graph, k, perplexity, threads, cancellation);
        var dimensions = reference.Dimensions;
        var normalization = reference.Normalization(threads, cancellation);
        var places = new float[graph.Count * dimensions];
        RowBlocks.For(graph.Count, PointsPerBlock, threads, (start, end) =>
        {
            var anchors = new Anchors(reference, k);
            var force = new TsneForce(reference, anchors, normalization);
            for (var i = start; i < end; i++)
            {
                var place = places.AsSpan(i * dimensions, dimensions);
                anchors.Set(graph.Indices.AsSpan(i * k, k), probabilities.AsSpan(i * k, k));
                anchors.Median(place);
                ForceDescent.Run(force, place);
            }
        }, cancellation);
        return places;
    }
}
