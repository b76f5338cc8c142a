using AttentionViz.Numerics.Placement;

namespace AttentionViz.Projector.Projection;

/// <summary>Finds where points that came later stand in a map that was made before. The map stays as it is.</summary>
public static class PointPlacer
{
    /// <summary>
    /// Places points, each by itself: the same bytes at any number of threads, and whatever else is placed. For a head, the
    /// points of both arguments are what its <see cref="HeadProjection.Alignment"/> makes of the vectors.
    /// </summary>
    /// <param name="points">[n x width] the points of the map.</param>
    /// <param name="map">Their map, as the engine made it.</param>
    /// <param name="added">[m x width] the later points.</param>
    /// <param name="width">At least 1.</param>
    /// <param name="options">Those that the map was made with.</param>
    /// <returns>[m x dimensions].</returns>
    /// <exception cref="ArgumentException">A shape does not fit, a value is not finite, or a setting is out of range.</exception>
    public static float[] Place(
        ReadOnlySpan<float> points, ReducedMap map, ReadOnlySpan<float> added, int width, ProjectionOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(map);
        ArgumentNullException.ThrowIfNull(options);
        var reference = ReferenceMap.Create(points, width, options.Metric, map.Points, map.Spec.Dimensions);
        return Place(reference, map.Spec.Method, added, options, cancellation);
    }

    /// <summary>Places points in a map whose points are laid out already.</summary>
    /// <param name="method">How the map was made. One that attention guided is taken as if it had not been: new points go by their neighbours.</param>
    /// <inheritdoc cref="Place(ReadOnlySpan{float}, ReducedMap, ReadOnlySpan{float}, int, ProjectionOptions, CancellationToken)"/>
    public static float[] Place(
        ReferenceMap reference, MapMethod method, ReadOnlySpan<float> added, ProjectionOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        return method switch
        {
            MapMethod.Tsne => TsnePlacement.Place(reference, added, options.Tsne, options.Threads, cancellation),
            MapMethod.Umap => UmapPlacement.Place(reference, added, options.Umap, options.Threads, cancellation),
            _ => PcaPlacement.Place(reference, added, cancellation),
        };
    }
}
