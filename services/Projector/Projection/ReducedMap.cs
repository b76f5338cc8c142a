using AttentionViz.Numerics.Embedding;

namespace AttentionViz.Projector.Projection;

/// <summary>Points reduced to 2 or 3 dimensions.</summary>
/// <param name="Spec">Method and dimensions.</param>
/// <param name="Points">[n x dimensions], row-major, finite, centred.</param>
/// <param name="Iterations">Iterations or epochs done; 0 for PCA.</param>
/// <param name="Objective">t-SNE: Kullback-Leibler divergence; UMAP: cross-entropy per draw of an edge, estimated (nats); guided, blended as <see cref="Numerics.Guided.AttentionGuide"/> says; null for PCA.</param>
/// <param name="StopReason">Why the method ended.</param>
/// <param name="ExplainedVarianceRatio">[dimensions] shares of the variance, for PCA; else null.</param>
/// <param name="IsContinued">Whether it started from an earlier map and is laid over it.</param>
public sealed record ReducedMap(
    MapSpec Spec,
    float[] Points,
    int Iterations,
    double? Objective,
    StopReason StopReason,
    double[]? ExplainedVarianceRatio,
    bool IsContinued = false);
