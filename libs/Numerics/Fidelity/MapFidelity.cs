namespace AttentionViz.Numerics.Fidelity;

/// <summary>How far distance in one map may be believed. Null where there are too few tokens to define a figure.</summary>
/// <param name="Correlation">Spearman correlation of logit and map distance over same-sequence pairs; in [-1, 1], -1 best.</param>
/// <param name="AttentionRecall3">Of a query's 3 most attended keys of its sequence, the share among its 3 nearest of that sequence.</param>
/// <param name="AttentionRecall3Low">Lower end of its 95 % interval over sequences (<see cref="ClusterBootstrap"/>); null below 5 sequences.</param>
/// <param name="AttentionRecall3High">Upper end.</param>
/// <param name="AttentionRecall3Sequences">Sequences that it counts queries of.</param>
/// <param name="AttentionRecall3P">Share of shuffles of the keys within sequences that do as well (<see cref="KeyShuffle"/>); in (0, 1].</param>
/// <param name="Mixing">Share of keys among a query's 20 nearest points; 0 = the clouds stay apart, about 0.5 = mixed.</param>
/// <param name="AttentionRecall10">Of a query's 10 most attended keys of the sample, the share among its 10 nearest keys.</param>
/// <param name="KnnRecall10">Of a point's 10 nearest in aligned space, the share among its 10 nearest in the map.</param>
/// <param name="WithinTypeKnnRecall">The same of queries among queries and keys among keys, mean over all points.</param>
/// <param name="Trustworthiness12">1 less the penalty for map neighbours that are no neighbours in aligned space (Venna, Kaski 2001), k = 12.</param>
public sealed record MapFidelity(
    double? Correlation,
    double? AttentionRecall3,
    double? AttentionRecall3Low,
    double? AttentionRecall3High,
    int AttentionRecall3Sequences,
    double? AttentionRecall3P,
    double? Mixing,
    double? AttentionRecall10,
    double? KnnRecall10,
    double? WithinTypeKnnRecall,
    double? Trustworthiness12);
