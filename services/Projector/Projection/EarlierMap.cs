using AttentionViz.Numerics;
using AttentionViz.Numerics.Linear;

namespace AttentionViz.Projector.Projection;

/// <summary>The map that another starts from and is laid over.</summary>
/// <param name="Spec">Method and dimensions of both.</param>
/// <param name="Points">[n x dimensions].</param>
internal sealed record EarlierMap(MapSpec Spec, float[] Points)
{
    /// <summary>The earlier map to use; null where none is given, or where it or the points leave nothing to start from.</summary>
    /// <param name="components">[n x dimensions] principal components of the points.</param>
    public static EarlierMap? Of(ProjectionOptions options, MapSpec spec, float[] components) =>
        options.EarlierMaps.TryGetValue(spec, out var points) && points.Length > 3 * spec.Dimensions && Varies(points) && Varies(components)
            ? new EarlierMap(spec, points)
            : null;

    /// <summary>Refuses earlier maps of other points before any work.</summary>
    /// <exception cref="ArgumentException">A map holds another number of points, or a value that is not finite.</exception>
    public static void Check(int points, ProjectionOptions options)
    {
        foreach (var (spec, map) in options.EarlierMaps)
        {
            if (map.Length != points * spec.Dimensions)
            {
                throw new ArgumentException(
                    $"The earlier map {spec.Name} holds {map.Length} values; {points} points have {points * spec.Dimensions}. Give a map of the same points.", nameof(options));
            }

            Finite.Check(map, spec.Dimensions, nameof(options));
        }
    }

    /// <summary>
    /// Settings that go on from what lies there. A short and mild exaggeration lets points of t-SNE change sides and leaves the
    /// arrangement; without any, divergence ends up to 4 % higher than from the components, and the customary one arranges
    /// everything anew. UMAP takes a tenth of the step size: at the full one the first epochs scatter the map.
    /// </summary>
    public static ProjectionOptions Continuing(ProjectionOptions options) => options with
    {
        // 100 iterations of 250 were measured; a faster descent needs as large a share of its own.
        Tsne = options.Tsne with { KeepsStart = true, Exaggeration = 2, ExaggerationIterations = options.Tsne.ExaggerationIterations * 2 / 5 },
        Umap = options.Umap with { KeepsStart = true, LearningRate = options.Umap.LearningRate / 10 },
    };

    /// <summary>
    /// A later map turned as the earlier one lies. t-SNE and UMAP mean the same whichever way they are turned or mirrored; axes of
    /// principal components have an order, and only their sign is free.
    /// </summary>
    /// <param name="points">[n x dimensions], centred.</param>
    public float[] LaidOver(float[] points)
    {
        if (Spec.Method != MapMethod.Pca)
            return Procrustes.Fit(points, Centred(), Spec.Dimensions).Apply(points);
        var turned = (float[])points.Clone();
        for (var d = 0; d < Spec.Dimensions; d++)
        {
            double agreement = 0;
            for (var i = d; i < points.Length; i += Spec.Dimensions)
                agreement += (double)points[i] * Points[i];
            for (var i = d; agreement < 0 && i < points.Length; i += Spec.Dimensions)
                turned[i] = -points[i];
        }

        return turned;
    }

    private float[] Centred()
    {
        var means = ColumnMeans.Of(Points, Spec.Dimensions);
        return [.. Points.Select((x, i) => (float)(x - means[i % Spec.Dimensions]))];
    }

    private static bool Varies(float[] points) => points.AsSpan().IndexOfAnyExcept(points[0]) >= 0;
}
