namespace AttentionViz.Numerics.Alignment;

/// <summary>Which attention-preserving change of coordinates is applied to a head.</summary>
public enum AlignmentMode
{
    /// <summary>Queries and keys as the model has them.</summary>
    None,

    /// <summary>Keys are translated so that their mean meets the mean of the queries.</summary>
    Translate,

    /// <summary>Queries are multiplied and keys divided by c, found by search; then keys are translated.</summary>
    TranslateScale,

    /// <summary>Queries are multiplied by a matrix, keys by its inverse, so that both have the same covariance; then keys are translated.</summary>
    Balanced,
}
