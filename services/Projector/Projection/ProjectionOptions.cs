using AttentionViz.Numerics.Alignment;
using AttentionViz.Numerics.Neighbours;
using AttentionViz.Numerics.Tsne;
using AttentionViz.Numerics.Umap;

namespace AttentionViz.Projector.Projection;

/// <summary>What to make of a head. The same options, seed and vectors give the same bytes at any number of threads.</summary>
public sealed record ProjectionOptions
{
    /// <summary>Change of coordinates before the maps.</summary>
    public AlignmentMode Alignment { get; init; } = AlignmentMode.TranslateScale;

    /// <summary>Distance in aligned space. With cosine, PCA too works on vectors scaled to unit length.</summary>
    public Metric Metric { get; init; } = Metric.Euclidean;

    /// <summary>Maps to make, each method, dimension and attention weight once.</summary>
    public IReadOnlyList<MapSpec> Maps { get; init; } =
        [new(MapMethod.Pca, 2), new(MapMethod.Tsne, 2), new(MapMethod.Umap, 2)];

    public TsneOptions Tsne { get; init; } = new();

    public UmapOptions Umap { get; init; } = new();

    /// <summary>
    /// Earlier maps of the same points, [points x dimensions] each. The map of the same method and dimensions starts from it and is laid
    /// over it, so that both can be compared by eye; others start as ever, as do those whose earlier map is all in one place.
    /// </summary>
    public IReadOnlyDictionary<MapSpec, float[]> EarlierMaps { get; init; } = new Dictionary<MapSpec, float[]>();

    /// <summary>Seed of every random choice; a map's randomness does not depend on which other maps are made.</summary>
    public ulong Seed { get; init; }

    /// <summary>Threads, at least 1; they change the time only.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Checks everything that can be checked without the points.</summary>
    /// <exception cref="ArgumentException">Naming setting, value and range.</exception>
    public void Validate()
    {
        if (!Enum.IsDefined(Alignment))
            throw new ArgumentException($"Alignment is {(int)Alignment}; it must be None, Translate, TranslateScale or Balanced.", nameof(Alignment));
        if (!Enum.IsDefined(Metric))
            throw new ArgumentException($"Metric is {(int)Metric}; it must be Euclidean or Cosine.", nameof(Metric));
        if (Threads < 1)
            throw new ArgumentException($"Threads is {Threads}; it must be at least 1.", nameof(Threads));
        foreach (var map in Maps)
            map.Validate();
        if (Maps.Distinct().Count() != Maps.Count)
            throw new ArgumentException("Maps holds a method, dimension and attention weight twice; each may be asked for once.", nameof(Maps));
        Tsne.Validate();
        Umap.Validate();
    }
}
