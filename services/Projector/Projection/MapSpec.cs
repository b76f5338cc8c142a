namespace AttentionViz.Projector.Projection;

/// <summary>One map that is wanted.</summary>
/// <param name="Method">How to reduce.</param>
/// <param name="Dimensions">2 or 3.</param>
public sealed record MapSpec(MapMethod Method, int Dimensions)
{
    /// <summary>Name of the map as a stage, such as <c>tsne-2d</c>.</summary>
    public string Name => Method switch
    {
        MapMethod.Pca => $"pca-{Dimensions}d",
        MapMethod.Tsne => $"tsne-{Dimensions}d",
        MapMethod.Umap => $"umap-{Dimensions}d",
        _ => throw new InvalidOperationException($"Unknown method {Method}."),
    };

    /// <exception cref="ArgumentException">Unknown method, or dimensions other than 2 or 3.</exception>
    internal void Validate()
    {
        if (!Enum.IsDefined(Method))
            throw new ArgumentException($"Method is {(int)Method}; it must be Pca, Tsne or Umap.", nameof(Method));
        if (Dimensions is not (2 or 3))
            throw new ArgumentException($"Dimensions is {Dimensions}; a map has 2 or 3.", nameof(Dimensions));
    }
}
