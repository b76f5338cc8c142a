namespace AttentionViz.Numerics.Fidelity;

/// <summary>Figures of a head before it is mapped. Null where there are too few tokens to define one.</summary>
/// <param name="CorrelationRaw">Spearman correlation of logit and distance over same-sequence pairs, model's coordinates; in [-1, 1], -1 best.</param>
/// <param name="CorrelationAligned">The same in aligned coordinates.</param>
/// <param name="AttentionRecall3Raw">Of a query's 3 most attended keys of its sequence, the share among its 3 nearest there; model's coordinates.</param>
/// <param name="AttentionRecall3Aligned">The same in aligned coordinates.</param>
/// <param name="AttentionRecall3Random">What choosing 3 keys at random would give for the same queries.</param>
/// <param name="AttentionRecall10Aligned">Of a query's 10 most attended keys of the sample, the share among its 10 nearest; aligned.</param>
public sealed record HeadFidelity(
    double? CorrelationRaw,
    double? CorrelationAligned,
    double? AttentionRecall3Raw,
    double? AttentionRecall3Aligned,
    double? AttentionRecall3Random,
    double? AttentionRecall10Aligned);
