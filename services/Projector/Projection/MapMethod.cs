namespace AttentionViz.Projector.Projection;

/// <summary>How points are reduced.</summary>
public enum MapMethod
{
    Pca,
    Tsne,
    Umap,
}
