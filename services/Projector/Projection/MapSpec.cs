using System.Globalization;
using AttentionViz.Numerics.Guided;

namespace AttentionViz.Projector.Projection;

/// <summary>One map that is wanted.</summary>
/// <param name="Method">How to reduce.</param>
/// <param name="Dimensions">2 or 3.</param>
/// <param name="AttentionWeight">How far attention decides the map (<see cref="AttentionGuide"/>), 0 to 1; 0 = geometry alone, the only one for PCA.</param>
public sealed record MapSpec(MapMethod Method, int Dimensions, double AttentionWeight = 0)
{
    /// <summary>Name of the map as a stage, such as <c>tsne-2d</c> or <c>tsne-2d-w0.35</c>.</summary>
    public string Name => (Method switch
    {
        MapMethod.Pca => $"pca-{Dimensions}d",
        MapMethod.Tsne => $"tsne-{Dimensions}d",
        MapMethod.Umap => $"umap-{Dimensions}d",
        _ => throw new InvalidOperationException($"Unknown method {Method}."),
    }) + (IsGuided ? string.Create(CultureInfo.InvariantCulture, $"-w{AttentionWeight}") : "");

    /// <summary>Whether attention has a part in the map.</summary>
    internal bool IsGuided => AttentionWeight > 0;

    /// <exception cref="ArgumentException">Unknown method, dimensions other than 2 or 3, or a weight out of range or for PCA.</exception>
    internal void Validate()
    {
        if (!Enum.IsDefined(Method))
            throw new ArgumentException($"Method is {(int)Method}; it must be Pca, Tsne or Umap.", nameof(Method));
        if (Dimensions is not (2 or 3))
            throw new ArgumentException($"Dimensions is {Dimensions}; a map has 2 or 3.", nameof(Dimensions));
        if (!(AttentionWeight >= 0 && AttentionWeight <= 1))
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"AttentionWeight is {AttentionWeight}; it must lie in 0 to 1."), nameof(AttentionWeight));
        if (IsGuided && Method == MapMethod.Pca)
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"AttentionWeight is {AttentionWeight} with Pca; only Tsne and Umap can be guided: set it to 0."), nameof(AttentionWeight));
    }
}
