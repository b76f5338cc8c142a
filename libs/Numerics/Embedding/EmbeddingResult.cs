namespace AttentionViz.Numerics.Embedding;

/// <summary>Points reduced by an iterative method.</summary>
/// <param name="Points">[n x Dimensions], row-major, finite, centred.</param>
/// <param name="Dimensions">2 or 3.</param>
/// <param name="Iterations">Iterations (t-SNE) or epochs (UMAP) done.</param>
/// <param name="Objective">t-SNE: Kullback-Leibler divergence, nats. UMAP: cross-entropy per draw of an edge, nats, estimated. 0 where nothing was optimised.</param>
/// <param name="StopReason">Why it ended.</param>
public sealed record EmbeddingResult(float[] Points, int Dimensions, int Iterations, double Objective, StopReason StopReason);
